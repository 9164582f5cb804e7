import type { Scenario } from '../scenario.ts';

const DOMAINS = 1000;
const SESSIONS = 20;
const SIZE_BYTES = 4096;
const MESSAGES = 100_000;
const QUICK_MESSAGES = 10_000;
/** Nothing is begun after this time. */
const LONGEST_MS = 600_000;
const MIB = 2 ** 20;

/**
 * What waits costs: messages to 1,000 domains that cannot be reached. Memory is compared between two fresh starts, with
 * an empty queue and with a full one, so that what taking the messages in has used is not counted.
 */
export const queue: Scenario = {
  name: 'queue',
  targets: ['mailroom'],
  destinations: 0,
  metrics: [
    {
      ...{ id: 'memory', title: '100,000 queued for 1,000 domains: memory', unit: 'MiB', better: 'lower' },
      reach: { of: 'absolute', factor: 20 },
    },
    {
      ...{ id: 'restart', title: '100,000 queued for 1,000 domains: started again', unit: 's', better: 'lower' },
      reach: { of: 'absolute', factor: 5 },
    },
    { id: 'restart-empty', title: 'nothing queued: started again', unit: 's', better: 'lower' },
  ],
  accounts: () => 0,
  async run({ target, endpoints, quick, startLoad, progress }) {
    const { relay } = endpoints;
    if (relay === undefined || target.restart === undefined) throw new Error('the target does not relay');
    const emptyMs = await target.restart();
    const emptyBytes = target.pssBytes();
    progress('filling');
    const load = startLoad();
    await load.call('deliver', {
      port: relay.port,
      sessions: SESSIONS,
      sizeBytes: SIZE_BYTES,
      recipients: Array.from({ length: DOMAINS }, (_, i) => `someone@domain${i}.example`),
      recipientsPerMessage: 1,
      durationMs: LONGEST_MS,
      maxMessages: quick ? QUICK_MESSAGES : MESSAGES,
      prefix: 'queue',
    });
    await load.stop();
    progress('starting again');
    const fullMs = await target.restart();
    return [
      { metric: 'memory', value: (target.pssBytes() - emptyBytes) / MIB },
      { metric: 'restart', value: fullMs / 1000 },
      { metric: 'restart-empty', value: emptyMs / 1000 },
    ];
  },
};
