/** The trace in lines of text, for people who ask why a message did not arrive. REQUIREMENTS MO5, LI8 */
import { formatsOf } from '../../../locales/formats.ts';
import { type LanguageCode, translator } from '../../../locales/index.ts';
import { inOwnWords } from '../../../locales/own-words.ts';
import { tellTrace } from '../../../locales/trace-text.ts';
import { localZone, type ZoneOffset } from '../../base/iso-time.ts';
import type { TraceEvent } from '../ports/observations.ts';
import { inCausalOrder } from './causal-order.ts';

/** One line for each event, the time in front; a try that was put off and when it is made again are one line. */
export function explain(
  events: readonly TraceEvent[],
  language: LanguageCode,
  zone: ZoneOffset = localZone,
): readonly string[] {
  const formats = formatsOf(language, zone);
  const words = (text: string) => inOwnWords(text, language);
  const story = tellTrace(inCausalOrder(events), { t: translator(language), formats, words });
  return story.map(({ atMs, text }) => `${formats.time(atMs)} ${text}`);
}
