import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accepted } from '../../../test/support/delivery.ts';
import type { AccountId, MailboxId } from '../ports/ids.ts';
import type { Departure, DepartureRoute, RecipientCopy } from './envelope.ts';
import { departureTo } from './expand.ts';
import { DELIVER, type Treatment } from './judge-recipients.ts';
import { type FilingPlan, planFiling } from './plan-filing.ts';

const JUNK: Treatment = { action: 'junk', because: '', isByScore: false };
const REFUSE: Treatment = { action: 'refuse', because: '', isByScore: false };

function copyOf(account: number, mailbox: number | null = null): RecipientCopy {
  return {
    account: account as AccountId,
    userId: `u${account}`,
    mailbox: mailbox as MailboxId | null,
    via: 'address',
    decision: 'mailbox',
    welcomeSenders: [],
  };
}

function forwardedTo(address: string, account: number): Departure {
  const route: DepartureRoute = {
    kind: 'forwarded',
    domain: 'example.test',
    errorsTo: null,
    marks: [`u${account}@example.test`],
    account: account as AccountId,
  };
  return { ...departureTo(address, 'example.org'), route };
}

const keys = ({ copies, departures }: FilingPlan) => [
  copies.map(({ copy }) => copy.userId),
  departures.map(({ departure }) => departure.address),
];

describe('planFiling', () => {
  test('one copy for each account and mailbox, by the first who leads there', () => {
    const recipients = [
      accepted('a@example.test', { copies: [copyOf(1)] }),
      accepted('list@example.test', { copies: [copyOf(2), copyOf(1)] }),
      accepted('a+x@example.test', { copies: [copyOf(1, 7)] }),
    ];
    const plan = planFiling(recipients, [DELIVER, JUNK, DELIVER], []);
    expect(plan.copies.map(({ copy, treatment }) => [copy.userId, copy.mailbox, treatment.action])).toEqual([
      ['u1', null, 'deliver'],
      ['u2', null, 'junk'],
      ['u1', 7, 'deliver'],
    ]);
    expect(plan.places).toEqual([
      { copies: [0], leaves: false },
      { copies: [1, 0], leaves: false },
      { copies: [2], leaves: false },
    ]);
  });

  test('one for each address elsewhere', () => {
    const to = (name: string) => accepted(name, { departures: [departureTo('x@example.org', 'example.org')] });
    expect(keys(planFiling([to('a'), to('b')], [DELIVER, DELIVER], []))).toEqual([[], ['x@example.org']]);
  });

  test('a program gets it once for each address that was written to', () => {
    const program: Departure = {
      ...departureTo('', 'program:fax'),
      address: null,
      channel: { kind: 'program', name: 'fax' },
    };
    const recipients = ['1@example.test', '2@example.test', '1@example.test'].map((address) =>
      accepted(address, { departures: [program] }),
    );
    const plan = planFiling(recipients, [DELIVER, DELIVER, DELIVER], []);
    expect(plan.departures.map(({ recipient }) => recipient.address)).toEqual(['1@example.test', '2@example.test']);
  });

  test('an alias that it has come through gets nothing', () => {
    const list = accepted('LIST@example.test', { alias: 'List@example.test', copies: [copyOf(1)] });
    const plan = planFiling([list], [DELIVER], ['list@Example.test']);
    expect([...keys(plan), plan.cameBack]).toEqual([[], [], ['List@example.test']]);
    expect(keys(planFiling([list], [DELIVER], ['other@example.test']))).toEqual([['u1'], []]);
  });

  test('forwarding that leads back, or to where it is refused, ends in the mailbox', () => {
    const recipient = accepted('u1@example.test', {
      departures: [forwardedTo('x@example.org', 1)],
      returns: new Map([[1 as AccountId, copyOf(1)]]),
    });
    expect(keys(planFiling([recipient], [DELIVER], []))).toEqual([[], ['x@example.org']]);
    expect(keys(planFiling([recipient], [DELIVER], ['U1@example.test']))).toEqual([['u1'], []]);
    expect(keys(planFiling([recipient], [REFUSE], []))).toEqual([['u1'], []]);
  });

  test('nobody is served twice, nobody is forgotten', () => {
    const recipient = fc.record({
      copies: fc.uniqueArray(fc.nat(5), { maxLength: 4 }),
      away: fc.uniqueArray(fc.nat(5), { maxLength: 3 }),
      isMarked: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(recipient, { maxLength: 5 }), (specs) => {
        const recipients = specs.map(({ copies, away, isMarked }) =>
          accepted('r@example.test', {
            alias: isMarked ? 'marked@example.test' : null,
            copies: copies.map((account) => copyOf(account)),
            departures: away.map((n) => departureTo(`x${n}@example.org`, 'example.org')),
          }),
        );
        const plan = planFiling(
          recipients,
          specs.map(() => DELIVER),
          ['marked@example.test'],
        );
        const served = specs.filter(({ isMarked }) => !isMarked);
        const sorted = (values: readonly unknown[]) => values.map(String).toSorted((a, b) => (a < b ? -1 : 1));
        const unique = (values: readonly unknown[]) => sorted([...new Set(values)]);
        const [copies = [], departures = []] = keys(plan);
        expect(sorted(copies)).toEqual(unique(served.flatMap((spec) => spec.copies.map((n) => `u${n}`))));
        expect(sorted(departures)).toEqual(unique(served.flatMap((spec) => spec.away.map((n) => `x${n}@example.org`))));
        expect(plan.places).toHaveLength(specs.length);
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});
