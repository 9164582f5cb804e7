/** Which program is shown first: the one that most people have on the device that they hold. */
import type { ClientSetupView } from '../../../src/wire/admin/endpoints/client-setup.ts';

type ProgramName = ClientSetupView['programs'][number]['program'];

/** In this order, since telephones name computers, too. */
const BEGINNINGS: readonly (readonly [RegExp, ProgramName])[] = [
  [/iPhone|iPad/, 'iphone'],
  [/Android/, 'android'],
  [/Macintosh/, 'mac'],
  [/Windows/, 'outlook'],
];

/** @param userAgent of the browser */
export function proposedProgram(userAgent: string): ProgramName {
  return BEGINNINGS.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'thunderbird';
}
