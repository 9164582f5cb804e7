import type { Scenario } from '../scenario.ts';

const PEOPLE = 5_000;
const ACCOUNTS = 10_000;

/** Users with their mailboxes from files: LDIF, and the files of a machine's accounts. By the commands of administrators. */
export const directoryImport: Scenario = {
  name: 'directory-import',
  targets: ['mailroom'],
  metrics: [
    {
      ...{ id: 'ldif', title: '5,000 users from LDIF, with mailboxes', unit: 's', better: 'lower' },
      reach: { of: 'absolute', factor: 30 },
    },
    {
      ...{ id: 'passwd', title: '10,000 users from passwd and shadow, with mailboxes', unit: 's', better: 'lower' },
      reach: { of: 'absolute', factor: 60 },
    },
  ],
  accounts: () => 0,
  directoryPeople: () => PEOPLE,
  async run({ endpoints, target, progress }) {
    if (endpoints.directory === undefined || target.migrate === undefined)
      throw new Error('the target imports nothing');
    progress('passwd');
    return [
      { metric: 'ldif', value: endpoints.directory.loadSeconds },
      { metric: 'passwd', value: await target.migrate(ACCOUNTS) },
    ];
  },
};
