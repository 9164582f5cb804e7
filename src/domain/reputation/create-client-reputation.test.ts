import { beforeEach, describe, expect, test } from 'vitest';
import { ZoneNames } from '../../../test/support/zone-names.ts';
import { silentLogger } from '../../base/log.ts';
import { defaultValues } from '../settings/settings.ts';
import type { ClientReputation, JudgeRequest } from './client-reputation.ts';
import { createClientReputation } from './create-client-reputation.ts';

const STRANGER = { address: '192.0.2.99', isTrusted: false };
const REQUEST: JudgeRequest = {
  helo: 'mail.example.org',
  sender: 'a@example.org',
  recipient: 'bob@example.test',
  exceptions: [],
};

let nowMs: number;
let names: ZoneNames;
let values: Record<string, unknown>;
let notes: Map<string, { value: string; untilMs: number }>;
let isNotesBroken: boolean;
let reputation: ClientReputation;

beforeEach(() => {
  nowMs = 1_800_000_000_000;
  notes = new Map();
  isNotesBroken = false;
  names = new ZoneNames()
    .setHost('mail.example.org', '192.0.2.99')
    .setBlockList('one.example.net')
    .setBlockList('two.example.net')
    .setBlockList('domains.example.net');
  values = {
    ...defaultValues(),
    clientLookupTimeoutMs: 30,
    dnsBlockLists: ['one.example.net score=2', 'two.example.net reject', 'domains.example.net reject sender-domain'],
  };
  reputation = createClientReputation({
    names,
    settings: { get: (name) => values[name] as never },
    observations: {
      note: async (_topic, key) => {
        if (isNotesBroken) throw new Error('disk');
        return notes.get(key) ?? null;
      },
      setNote: async (_topic, key, value, untilMs) => void notes.set(key, { value, untilMs }),
    },
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
    log: silentLogger,
    isOurName: (name) => name === 'mail.example.test',
  });
});

const listClient = (zone: string) =>
  names.set('A', `99.2.0.192.${zone}`, '127.0.0.2').set('TXT', `99.2.0.192.${zone}`, 'Spam');

describe('judged at each recipient', () => {
  test('nothing speaks against it', async () => {
    using look = reputation.open(STRANGER);
    expect(await look.judge(REQUEST)).toBeNull();
    expect(await look.hostName).toBe('mail.example.org');
    expect(await look.scores('mail.example.org', 'a@example.org', [])).toEqual([]);
  });

  test('listed where that refuses', async () => {
    listClient('two.example.net');
    using look = reputation.open(STRANGER);
    const refusal = {
      kind: 'listed',
      zone: 'two.example.net',
      text: '192.0.2.99 is listed by two.example.net: Spam',
    };
    expect(await look.judge(REQUEST)).toEqual(refusal);
    expect(await look.judge({ ...REQUEST, sender: '' })).toEqual(refusal);
  });

  test('of two recipients, the one who wants it gets it', async () => {
    listClient('two.example.net');
    using look = reputation.open(STRANGER);
    const both = [
      look.judge({ ...REQUEST, recipient: 'alice@example.test', exceptions: ['A@Example.org'] }),
      look.judge(REQUEST),
    ];
    expect(await Promise.all(both)).toEqual([null, expect.objectContaining({ kind: 'listed' })]);
    // It is told all the same, and does not count.
    expect(await look.scores('mail.example.org', 'a@example.org', [])).toEqual([
      { rule: 'dnsbl:two.example.net', score: 0, text: '192.0.2.99 is listed by two.example.net' },
    ]);
  });

  test.each([
    ['a@example.org', ['a@example.org'], null],
    ['a@example.org', ['b@example.org', '@example.org'], null],
    ['a@example.org', [' @EXAMPLE.ORG '], null],
    ['"a@b"@example.org', ['@example.org'], null],
    ['a@sub.example.org', ['@example.org'], 'listed'],
    ['a@notexample.org', ['@example.org', 'example.org'], 'listed'],
    ['"@example.org"@example.net', ['@example.org'], 'listed'],
    ['', ['@', '', '@example.org'], 'listed'],
    ['a@example.org', ['@', '', 'a', 'example.org', 'a@example'], 'listed'],
  ])('%s is wanted by %j: %s', async (sender, exceptions, kind) => {
    listClient('two.example.net');
    using look = reputation.open(STRANGER);
    expect((await look.judge({ ...REQUEST, sender, exceptions }))?.kind ?? null).toBe(kind);
  });

  test('where that costs points, it is taken', async () => {
    listClient('one.example.net');
    using look = reputation.open(STRANGER);
    expect(await look.judge(REQUEST)).toBeNull();
    expect(await look.scores('mail.example.org', 'a@example.org', [])).toEqual([
      { rule: 'dnsbl:one.example.net', score: 2, text: '192.0.2.99 is listed by one.example.net' },
    ]);
  });

  test('by the domain of the sender, for each sender anew', async () => {
    names.set('A', 'bad.example.org.domains.example.net', '127.0.0.2');
    using look = reputation.open(STRANGER);
    const judge = async (sender: string) => await look.judge({ ...REQUEST, sender });
    expect(await judge('a@example.org')).toBeNull();
    expect(await judge('a@bad.example.org')).toMatchObject({
      zone: 'domains.example.net',
      text: 'bad.example.org is listed by domains.example.net',
    });
    expect(await judge('')).toBeNull();
    expect(await judge('a@[192.0.2.1]')).toBeNull();
  });

  test('DNS that is down keeps no mail away, and says nothing against it', async () => {
    listClient('two.example.net').trouble('*', 'silent');
    using look = reputation.open(STRANGER);
    expect(await look.judge(REQUEST)).toBeNull();
    expect(await look.hostName).toBeNull();
    expect(await look.scores('mail.example.org', 'a@example.org', [])).toEqual([]);
  });

  test('a client that goes takes its questions along', async () => {
    values['clientLookupTimeoutMs'] = 60_000;
    names.trouble('*', 'silent');
    const look = reputation.open(STRANGER);
    const hostName = look.hostName;
    look[Symbol.dispose]();
    expect(await hostName).toBeNull();
  });

  test('each list is asked once for a connection', async () => {
    using look = reputation.open(STRANGER);
    for (let i = 0; i < 50; i++) await look.judge({ ...REQUEST, recipient: `u${i}@example.test` });
    for (const zone of ['one.example.net', 'two.example.net']) {
      expect(names.asked.filter((asked) => asked === `A 99.2.0.192.${zone}`).length).toBe(1);
    }
    expect(names.asked.filter((asked) => asked === 'A example.org.domains.example.net').length).toBe(1);
  });
});

describe('what speaks against a message', () => {
  test.each([
    ['no reverse name', () => names.remove('PTR', '192.0.2.99'), 'reverse-dns', 1],
    ['a reverse name of another host', () => names.set('A', 'mail.example.org', '192.0.2.1'), 'reverse-dns', 1],
  ])('%s', async (_name, change, rule, score) => {
    change();
    using look = reputation.open(STRANGER);
    expect(await look.scores('mail.example.org', 'a@example.org', [])).toMatchObject([{ rule, score }]);
    expect(await look.hostName).toBeNull();
  });

  test.each([
    ['mail.example.test', 3],
    ['[192.0.2.1]', 3],
    ['laptop', 1],
  ])('a greeting that is wrong: %s', async (hello, score) => {
    using look = reputation.open(STRANGER);
    expect(await look.scores(hello, 'a@example.org', [])).toMatchObject([{ rule: 'helo', score }]);
  });

  test('a name in From that shows another address', async () => {
    using look = reputation.open(STRANGER);
    const from = ['"alice@example.test" <a@example.org>'];
    expect(await look.scores('mail.example.org', 'a@example.org', from)).toEqual([
      {
        ...{ rule: 'from-name', score: 1 },
        text: 'the name in From shows alice@example.test, the mailbox behind it is a@example.org',
      },
    ]);
  });
});

describe('limits', () => {
  test('recipients, of all connections of the address together', async () => {
    values['smtpRecipientsPerAddressMinute'] = 3;
    const judge = async () => {
      using look = reputation.open(STRANGER);
      return await look.judge(REQUEST);
    };
    for (let i = 0; i < 3; i++) expect(await judge()).toBeNull();
    expect(await judge()).toEqual({ kind: 'too-many', what: 'recipients' });
    nowMs += 60_000;
    expect(await judge()).toBeNull();
  });

  test('messages', async () => {
    values['smtpMessagesPerAddressMinute'] = 2;
    using look = reputation.open(STRANGER);
    for (let i = 0; i < 2; i++) {
      expect(await look.judge(REQUEST)).toBeNull();
      await look.scores('mail.example.org', 'a@example.org', []);
    }
    expect(await look.judge(REQUEST)).toEqual({ kind: 'too-many', what: 'messages' });
    // Being wanted is no leave to flood.
    expect(await look.judge({ ...REQUEST, exceptions: ['a@example.org'] })).not.toBeNull();
  });

  test('recipients that were refused do not count', async () => {
    values['smtpRecipientsPerAddressMinute'] = 2;
    listClient('two.example.net');
    using look = reputation.open(STRANGER);
    for (let i = 0; i < 5; i++) expect(await look.judge(REQUEST)).toMatchObject({ kind: 'listed' });
    expect(await look.judge({ ...REQUEST, exceptions: ['@example.org'] })).toBeNull();
  });
});

describe('greylisting', () => {
  test('is off, until it is switched on', async () => {
    using look = reputation.open(STRANGER);
    expect(await look.judge(REQUEST)).toBeNull();
    values['greylisting'] = 'on';
    expect(await look.judge(REQUEST)).toEqual({ kind: 'greylisted', retryAfterSeconds: 300 });
    nowMs += 300_000;
    expect(await look.judge(REQUEST)).toBeNull();
  });

  test('is not a way to have any number of things remembered', async () => {
    Object.assign(values, { greylisting: 'on', smtpRecipientsPerAddressMinute: 100 });
    using look = reputation.open(STRANGER);
    for (let count = 0; count < 100; count++) {
      expect(await look.judge({ ...REQUEST, sender: `sender@${count}.example.org` })).toMatchObject({
        kind: 'greylisted',
      });
    }
    expect(await look.judge(REQUEST)).toMatchObject({ kind: 'too-many' });
  });

  test('does not hold up who is wanted, nor tell who is listed to come back', async () => {
    values['greylisting'] = 'on';
    listClient('two.example.net');
    using look = reputation.open(STRANGER);
    expect(await look.judge({ ...REQUEST, exceptions: ['@example.org'] })).toBeNull();
    expect(await look.judge(REQUEST)).toMatchObject({ kind: 'listed' });
  });

  test('that cannot remember holds up nobody', async () => {
    values['greylisting'] = 'on';
    isNotesBroken = true;
    using look = reputation.open(STRANGER);
    expect(await look.judge(REQUEST)).toBeNull();
  });
});

describe.each([
  ['trusted', { address: '192.0.2.99', isTrusted: true }],
  ['at a Unix socket', { address: '', isTrusted: false }],
])('a client that is %s', (_name, client) => {
  test('is not looked up, limited or put off', async () => {
    Object.assign(values, { greylisting: 'on', smtpRecipientsPerAddressMinute: 0, smtpMessagesPerAddressMinute: 0 });
    listClient('one.example.net');
    listClient('two.example.net');
    using look = reputation.open(client);
    expect(await look.judge(REQUEST)).toBeNull();
    expect(await look.scores('laptop', 'a@example.org', ['"b@example.net" <a@example.org>'])).toEqual([]);
    expect(names.asked).toEqual([]);
    expect(await look.hostName).toBe(client.address === '' ? null : 'mail.example.org');
  });
});
