import type { Metric, Reading, Scenario, ScenarioContext } from '../scenario.ts';
import type { DirectoryPerson } from '../targets/directory-people.ts';
import { type Measurement, measure, SEARCHES, sample } from './directory-measurements.ts';
import { bindMessage, mailSearch, partSearch } from './directory-requests.ts';

/** Users who sign in again and again. */
const SIGNING_IN = 50;

const MIXED: Measurement = {
  id: 'mixed',
  title: 'user: 6 by 3 letters, 3 by mail, 1 bind',
  as: 'user',
  messages: (people) =>
    sample(people).map((person, index) => {
      const kind = index % 10;
      if (kind === 0) return bindMessage(people[1]);
      return kind < 4 ? mailSearch(person) : partSearch(person, 3, index);
    }),
};

const BIND: Measurement = {
  id: 'bind',
  title: 'bind (Mailroom: argon2id, remembered; slapd: {SSHA})',
  messages: (people) => people.slice(1, 1 + SIGNING_IN).map(bindMessage),
};

const STRONG_BIND = { id: 'bind-argon2', title: 'bind ({ARGON2} in slapd)' } as const;

/** Searches and binds of ten clients on 5,000 people (quick: 500). */
export const directory: Scenario = {
  name: 'directory',
  targets: ['mailroom', 'slapd'],
  metrics: [
    ...[...SEARCHES, MIXED, BIND].flatMap(metricsOf),
    { id: STRONG_BIND.id, title: STRONG_BIND.title, unit: '1/s', better: 'higher' },
    {
      id: 'entries',
      title: 'user: 3 letters of a name: entries found',
      unit: '',
      better: 'higher',
      isCircumstance: true,
    },
    {
      id: 'generator',
      title: 'load generator, the busiest',
      unit: '% of a core',
      better: 'lower',
      isCircumstance: true,
    },
    { id: 'memory', title: 'memory of the server (PSS)', unit: 'MiB', better: 'lower' },
  ],
  accounts: () => 0,
  directoryPeople: (quick) => (quick ? 500 : 5_000),
  async run(context) {
    const { endpoints, target, quick } = context;
    const found = endpoints.directory;
    if (found === undefined) throw new Error('the target has no directory');
    const durationMs = quick ? 500 : 3_000;
    await signInAll(context, found.people.slice(1, 1 + SIGNING_IN));
    await target.settle?.();
    // Who signed in for the first time has a better hash now, which is verified once before it is remembered.
    await signInAll(context, found.people.slice(1, 1 + SIGNING_IN));
    const readings: Reading[] = [];
    const shares: number[] = [];
    for (const measurement of [...SEARCHES, MIXED, BIND]) {
      const { load, serverCpuMs, share } = await measure(context, measurement, { durationMs });
      const { id } = measurement;
      readings.push(
        { metric: id, value: load.perSecond },
        { metric: `${id}-p50`, value: load.p50Ms },
        { metric: `${id}-p99`, value: load.p99Ms },
        { metric: `${id}-cpu`, value: serverCpuMs },
      );
      if (id === 'part3-user') readings.push({ metric: 'entries', value: load.entries });
      shares.push(share);
    }
    if (found.stronglyHashed.length > 0) {
      const messages = () => found.stronglyHashed.map(bindMessage);
      const { load } = await measure(context, { ...STRONG_BIND, messages }, { durationMs });
      readings.push({ metric: STRONG_BIND.id, value: load.perSecond });
    }
    return [
      ...readings,
      { metric: 'generator', value: 100 * Math.max(...shares) },
      { metric: 'memory', value: target.pssBytes() / 2 ** 20 },
    ];
  },
};

async function signInAll({ endpoints, startLoad, progress }: ScenarioContext, people: readonly DirectoryPerson[]) {
  progress(`${people.length} users sign in`);
  const generator = startLoad();
  const { port = 0 } = endpoints.directory ?? {};
  const messages = people.map(bindMessage);
  await generator.call('directoryLoad', { port, connections: 1, first: messages, messages, durationMs: 0 });
  await generator.stop();
}

function metricsOf({ id, title }: Measurement): readonly Metric[] {
  return [
    { id, title, unit: '1/s', better: 'higher', reach: { of: 'best', factor: 1 } },
    { id: `${id}-p50`, title: `${title}: p50`, unit: 'ms', better: 'lower' },
    { id: `${id}-p99`, title: `${title}: p99`, unit: 'ms', better: 'lower' },
    { id: `${id}-cpu`, title: `${title}: server CPU`, unit: 'ms/operation', better: 'lower' },
  ];
}
