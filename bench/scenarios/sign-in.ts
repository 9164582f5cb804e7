import type { Scenario } from '../scenario.ts';

const WIDTH = 8;

/** Sign-ins over IMAP, each with a new connection: the first of an account, and those after it. */
export const signIn: Scenario = {
  name: 'sign-in',
  targets: ['mailroom', 'cyrus', 'dovecot'],
  metrics: [
    {
      id: 'cold',
      title: 'first of each account',
      unit: '1/min',
      better: 'higher',
      reach: { of: 'absolute', factor: 2_000 },
    },
    { id: 'warm', title: 'again', unit: '1/s', better: 'higher', reach: { of: 'absolute', factor: 1_000 } },
  ],
  accounts: (quick) => (quick ? 60 : 300),
  async run({ endpoints, quick, startLoad, progress }) {
    const common = { port: endpoints.imapPort, accounts: endpoints.accounts, width: WIDTH };
    const load = startLoad();
    progress('first sign-in of each account');
    const cold = await load.call('signIn', common);
    progress('again');
    const warm = await load.call('signIn', { ...common, durationMs: quick ? 2_000 : 8_000 });
    return [
      { metric: 'cold', value: cold * 60 },
      { metric: 'warm', value: warm },
    ];
  },
};
