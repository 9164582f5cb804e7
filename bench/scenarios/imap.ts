import type { Metric, Reading, Scenario } from '../scenario.ts';

const SESSIONS = 4;
const MESSAGE_BYTES = 4096;
const FILL_BATCH = 100;

/** In the order in which they are measured: MOVE and EXPUNGE use the mailbox up. */
const OPERATIONS = [
  ['login', 'LOGIN (connect to LOGOUT)', 1],
  ['select', 'SELECT', 1],
  ['envelopes', 'FETCH 1:* (ENVELOPE)', 2],
  ['flags', 'FETCH 1:* (FLAGS)', 1],
  ['bodies', 'UID FETCH n (BODY.PEEK[])', 1],
  ['store', 'UID STORE n', 1],
  ['searchFrom', 'UID SEARCH FROM', 1],
  ['noop', 'NOOP', 1],
  ['noopPipelined', 'NOOP, 100 pipelined', 1],
  ['append', 'APPEND 4 KiB', 5],
  ['copyTen', 'UID COPY of ten', 1],
  ['moveTen', 'UID MOVE of ten', 1],
  ['expungeTen', 'UID EXPUNGE of ten', 1],
] as const;

/** Four sessions, each on its own mailbox of 10,000 messages of 4 KiB (quick: 1,000). */
export const imap: Scenario = {
  name: 'imap',
  targets: ['mailroom', 'cyrus', 'dovecot'],
  metrics: [
    ...OPERATIONS.map(
      ([id, title, factor]): Metric => ({ id, title, unit: '1/s', better: 'higher', reach: { of: 'best', factor } }),
    ),
    { id: 'generator', title: 'load generator', unit: '% of a core', better: 'lower', isCircumstance: true },
  ],
  accounts: () => SESSIONS,
  async run({ endpoints, quick, startLoad, progress }) {
    const box = {
      port: endpoints.imapPort,
      accounts: endpoints.accounts,
      mailbox: `${endpoints.mailboxPrefix}filled`,
      messages: quick ? 1_000 : 10_000,
      sizeBytes: MESSAGE_BYTES,
    };
    progress(`filling ${SESSIONS} mailboxes of ${box.messages}`);
    const filler = startLoad();
    await filler.call('fillMailboxes', { ...box, batch: FILL_BATCH });
    await filler.stop();

    const load = startLoad();
    await load.call('imapOpen', { ...box, mailboxPrefix: endpoints.mailboxPrefix });
    const [cpuBefore, startedAt] = [load.cpuSeconds(), performance.now()];
    const readings: Reading[] = [];
    for (const [operation, title] of OPERATIONS) {
      progress(title);
      const value = await load.call('imapMeasure', { operation, durationMs: quick ? 400 : 3_000 });
      readings.push({ metric: operation, value });
    }
    const share = (load.cpuSeconds() - cpuBefore) / ((performance.now() - startedAt) / 1000);
    return [...readings, { metric: 'generator', value: 100 * share }];
  },
};
