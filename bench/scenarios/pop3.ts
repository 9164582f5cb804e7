import type { Scenario } from '../scenario.ts';

const SESSIONS = 4;

/** Four sessions retrieve all of their mailbox, message by message. */
export const pop3: Scenario = {
  name: 'pop3',
  targets: ['mailroom', 'cyrus', 'dovecot'],
  metrics: [
    {
      id: 'retrieved',
      title: 'RETR of all, 4 KiB',
      unit: 'messages/s',
      better: 'higher',
      reach: { of: 'best', factor: 1 },
    },
  ],
  accounts: () => SESSIONS,
  async run({ endpoints, quick, startLoad, progress }) {
    const { accounts } = endpoints;
    const messages = quick ? 500 : 3_000;
    progress(`filling ${SESSIONS} mailboxes of ${messages}`);
    const load = startLoad();
    await load.call('fillMailboxes', {
      port: endpoints.imapPort,
      accounts,
      mailbox: 'INBOX',
      messages,
      sizeBytes: 4096,
      batch: 100,
    });
    progress('RETR');
    const durationMs = quick ? 400 : 3_000;
    const value = await load.call('retrieveAll', { port: endpoints.pop3Port, accounts, durationMs });
    return [{ metric: 'retrieved', value }];
  },
};
