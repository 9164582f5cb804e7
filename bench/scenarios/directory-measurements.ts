import type { DirectoryLoad } from '../load/directory-load.ts';
import type { ScenarioContext } from '../scenario.ts';
import type { DirectoryPerson } from '../targets/directory-people.ts';
import { bindMessage, mailSearch, partSearch } from './directory-requests.ts';

const CONNECTIONS = 10;
/** Different messages of one measurement. */
const VARIETY = 500;
/** Code that is compiled at its first use is not what is measured. */
const WARM_UP_MS = 2_000;
const QUICK_WARM_UP_MS = 500;
const LETTERS = [2, 3, 6] as const;

export interface Measurement {
  readonly id: string;
  readonly title: string;
  /** Signs in first; absent: each message does. */
  readonly as?: 'user' | 'administrator';
  messages(people: readonly DirectoryPerson[]): readonly Uint8Array[];
}

/** Some people from the whole of them. */
export function sample(people: readonly DirectoryPerson[]): readonly DirectoryPerson[] {
  const step = Math.max(1, Math.floor(people.length / VARIETY));
  return people.filter((_, index) => index % step === 0).slice(0, VARIETY);
}

export const SEARCHES: readonly Measurement[] = (['user', 'administrator'] as const).flatMap((as) => [
  { id: `mail-${as}`, title: `${as}: by mail`, as, messages: (people) => sample(people).map(mailSearch) },
  ...LETTERS.map(
    (letters): Measurement => ({
      id: `part${letters}-${as}`,
      title: `${as}: ${letters} letters of a name`,
      as,
      messages: (people) => sample(people).map((person, index) => partSearch(person, letters, index)),
    }),
  ),
]);

export interface Measured {
  readonly load: DirectoryLoad;
  /** For one operation. */
  readonly serverCpuMs: number;
  /** Of a core, what the load generator used. */
  readonly share: number;
}

export interface HowLong {
  readonly durationMs: number;
  /** See DirectoryLoadArgs. */
  readonly pauseMs?: number;
}

/** Ten clients, after a while of the same to warm up. */
export async function measure(
  { endpoints, target, quick, startLoad, progress }: ScenarioContext,
  { title, as, messages }: Measurement,
  { durationMs, ...pause }: HowLong,
): Promise<Measured> {
  const { port = 0, people = [], administrator } = endpoints.directory ?? {};
  if (administrator === undefined) throw new Error('the target has no directory');
  progress(title);
  const viewer = as === undefined ? [] : [as === 'administrator' ? administrator : people[1]];
  const args = { port, connections: CONNECTIONS, first: viewer.map(bindMessage), messages: messages(people) };
  const generator = startLoad();
  await generator.call('directoryLoad', { ...args, durationMs: quick ? QUICK_WARM_UP_MS : WARM_UP_MS });
  const [serverBefore, generatorBefore] = [target.cpuSeconds(), generator.cpuSeconds()];
  const load = await generator.call('directoryLoad', { ...args, ...pause, durationMs });
  const operations = (load.perSecond * durationMs) / 1000;
  const serverCpuMs = (1000 * (target.cpuSeconds() - serverBefore)) / operations;
  const share = (generator.cpuSeconds() - generatorBefore) / (durationMs / 1000);
  await generator.stop();
  return { load, serverCpuMs, share };
}
