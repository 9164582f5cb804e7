import { median } from '../harness/statistics.ts';
import type { Scenario } from '../scenario.ts';

const MESSAGE_BYTES = 300;
const FILL_BATCH = 1_000;
const SELECTS = 21;

/** SELECT of a mailbox with 1,000,000 tiny messages (quick: 100,000), each time over a new connection. */
export const bigMailbox: Scenario = {
  name: 'big-mailbox',
  targets: ['mailroom'],
  metrics: [
    { id: 'messages', title: 'messages in the mailbox', unit: '', better: 'higher', isCircumstance: true },
    { id: 'fill', title: 'filled by MULTIAPPEND', unit: 'messages/s', better: 'higher' },
    { id: 'first', title: 'first SELECT', unit: 'ms', better: 'lower', reach: { of: 'absolute', factor: 200 } },
    { id: 'median', title: 'SELECT, median', unit: 'ms', better: 'lower', reach: { of: 'absolute', factor: 200 } },
    { id: 'slowest', title: 'SELECT, slowest', unit: 'ms', better: 'lower', reach: { of: 'absolute', factor: 200 } },
  ],
  accounts: () => 1,
  async run({ endpoints, quick, startLoad, progress }) {
    const { imapPort: port, accounts, mailboxPrefix } = endpoints;
    const messages = quick ? 100_000 : 1_000_000;
    const mailbox = `${mailboxPrefix}big`;
    progress(`filling one mailbox of ${messages}`);
    const load = startLoad();
    const startedAt = performance.now();
    await load.call('fillMailboxes', {
      port,
      accounts,
      mailbox,
      messages,
      sizeBytes: MESSAGE_BYTES,
      batch: FILL_BATCH,
    });
    const fill = (messages * 1000) / (performance.now() - startedAt);
    progress('SELECT');
    const times = await load.call('selectTimes', { port, account: accounts[0], mailbox, count: SELECTS });
    return [
      { metric: 'messages', value: messages },
      { metric: 'fill', value: fill },
      { metric: 'first', value: times[0] ?? Number.NaN },
      { metric: 'median', value: median(times) },
      { metric: 'slowest', value: Math.max(...times) },
    ];
  },
};
