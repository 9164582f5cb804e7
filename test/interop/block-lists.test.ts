/** Block lists, reverse names and greetings asked of a real DNS server: RFC 5782. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import { applyOne } from '../../src/domain/ports/store.ts';
import type { ClientReputation } from '../../src/domain/reputation/client-reputation.ts';
import { createClientReputation } from '../../src/domain/reputation/create-client-reputation.ts';
import { defaultValues } from '../../src/domain/settings/settings.ts';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { namesOf } from '../support/dns/names-of.ts';
import { startZoneServer, type ZoneServer } from '../support/dns/zone-server.ts';
import { RawClient } from '../support/raw-client.ts';
import { startTestServer } from '../support/server.ts';
import { openOffice, SmtpTestClient } from '../support/smtp-office.ts';

const ZONES = {
  'example.org': 'mail A 192.0.2.99\nmail AAAA 2001:db8::99\nother A 192.0.2.1\n@ MX 10 mail',
  '2.0.192.in-addr.arpa': '99 PTR mail.example.org.\n50 PTR mail.example.org.',
  '8.b.d.0.1.0.0.2.ip6.arpa': `9.9${'.0'.repeat(22)} PTR mail.example.org.`,
  'sound.example.com': [
    '2.0.0.127 A 127.0.0.2',
    // The client of the tests over SMTP.
    '9.0.0.127 A 127.0.0.2',
    '9.0.0.127 TXT "Loopback"',
    '99.2.0.192 A 127.0.0.2',
    '99.2.0.192 A 127.0.0.10',
    '99.2.0.192 TXT "Seen sending junk, " "see https://sound.example.com/?192.0.2.99"',
    // RFC 5782 section 6: a whole network.
    '*.100.51.198 A 127.0.0.4',
    `2.0.0.0.0.0.f.7.f.f.f.f${'.0'.repeat(20)} A 127.0.0.2`,
    `9.9${'.0'.repeat(22)}.8.b.d.0.1.0.0.2 A 127.0.0.2`,
  ].join('\n'),
  'wild.example.com': '* A 127.0.0.2',
  'parked.example.com': '* A 192.0.2.80',
  // It does not list what each must: nobody looks after it any more.
  'neglected.example.com': '99.2.0.192 A 127.0.0.2',
  // No listing, but an address of somebody, and a notice that the question was refused.
  'moved.example.com': '2.0.0.127 A 127.0.0.2\n99.2.0.192 A 192.0.2.80',
  'refusing.example.com': '2.0.0.127 A 127.0.0.2\n99.2.0.192 A 127.255.255.254',
  'empty.example.com': '',
  'domains.example.com': 'test A 127.0.0.2\njunk.example.org A 127.0.0.2',
};

let server: ZoneServer | string;

beforeAll(async () => {
  server = await startZoneServer(ZONES);
});
afterAll(async () => {
  if (typeof server !== 'string') await server[Symbol.asyncDispose]();
});

function reputationOf(zone: ZoneServer, ...dnsBlockLists: string[]): ClientReputation {
  const values = { ...defaultValues(), dnsBlockLists };
  return createClientReputation({
    names: namesOf(zone),
    settings: { get: (name) => values[name] },
    observations: { note: async () => null, setNote: async () => {} },
    clock: systemClock,
    log: silentLogger,
    isOurName: () => false,
  });
}

interface Case {
  readonly list: string;
  readonly address?: string;
  readonly sender?: string;
  readonly text: string | null;
}

const CASES: readonly Case[] = [
  {
    list: 'sound.example.com reject',
    text: '192.0.2.99 is listed by sound.example.com: Seen sending junk, see https://sound.example.com/?192.0.2.99',
  },
  { list: 'sound.example.com reject', address: '192.0.2.98', text: null },
  { list: 'sound.example.com reject', address: '198.51.100.7', text: '198.51.100.7 is listed by sound.example.com' },
  { list: 'sound.example.com reject', address: '2001:db8::99', text: '2001:db8::99 is listed by sound.example.com' },
  { list: 'sound.example.com reject', address: '2001:db8::98', text: null },
  { list: 'sound.example.com reject 127.0.0.11', text: null },
  { list: 'sound.example.com reject 127.0.0.9-127.0.0.10', text: expect.stringContaining('is listed') as string },
  { list: 'sound.example.com reject mask=8', text: expect.stringContaining('is listed') as string },
  { list: 'sound.example.com reject mask=4', text: null },
  { list: 'wild.example.com reject', text: null },
  { list: 'parked.example.com reject', text: null },
  { list: 'neglected.example.com reject', text: null },
  { list: 'moved.example.com reject', text: null },
  { list: 'refusing.example.com reject', text: null },
  { list: 'empty.example.com reject', text: null },
  // The server refuses to answer for it.
  { list: 'nobodys.example.net reject', text: null },
  {
    list: 'domains.example.com reject sender-domain',
    sender: 'a@junk.example.org',
    text: 'junk.example.org is listed by domains.example.com',
  },
  { list: 'domains.example.com reject sender-domain', text: null },
  { list: 'domains.example.com reject', text: null },
];

test.for(CASES)('$list: $address $sender', async (row, context) => {
  if (typeof server === 'string') return context.skip(server);
  const { list, address = '192.0.2.99', sender = 'a@example.org', text } = row;
  using look = reputationOf(server, list).open({ address, isTrusted: false });
  const request = { helo: 'mail.example.org', sender, recipient: 'bob@example.test' };
  const refusal = await look.judge({ ...request, exceptions: [] });
  if (text === null) expect(refusal).toBeNull();
  else expect(refusal).toMatchObject({ kind: 'listed', text });
  expect(await look.judge({ ...request, exceptions: [sender] })).toBeNull();
});

test.for([
  ['192.0.2.99', 'mail.example.org', 'mail.example.org', []],
  ['2001:db8::99', 'mail.example.org', 'mail.example.org', []],
  // Leads to another host.
  ['192.0.2.50', 'mail.example.org', null, ['reverse-dns']],
  ['192.0.2.51', 'example.org', null, ['reverse-dns']],
  ['192.0.2.99', 'nobody.example.org', 'mail.example.org', ['helo']],
] as const)('%s, which calls itself %s', async ([address, hello, name, rules], context) => {
  if (typeof server === 'string') return context.skip(server);
  using look = reputationOf(server).open({ address, isTrusted: false });
  expect(await look.hostName).toBe(name);
  expect((await look.scores(hello, 'a@example.org', [])).map(({ rule }) => rule)).toEqual(rules);
});

test('over SMTP: of two recipients, the one who wants it in any case gets it', async (context) => {
  if (typeof server === 'string') return context.skip(server);
  await using office = await openOffice({ reputation: reputationOf(server, 'sound.example.com reject') });
  const account = await office.account('alice');
  const welcomeSenders = ['@example.org'];
  await applyOne(office.store, { kind: 'update-user', account, expectVersion: null, welcomeSenders });
  await using listener = await office.listen('mx', { settings: { trustedNetworks: [] } });
  using client = await connectFrom('127.0.0.9', listener.port);
  expect(await client.ask('MAIL FROM:<a@example.org>')).toMatch(/^250 /);
  expect(await client.ask('RCPT TO:<alice@example.test>')).toMatch(/^250 /);
  expect(await client.ask('RCPT TO:<bob@example.test>')).toBe(
    '554 5.7.1 127.0.0.9 is listed by sound.example.com: Loopback',
  );
  await client.ask('DATA');
  client.send('From: a@example.org\r\n\r\ntext\r\n.\r\n');
  expect(await client.reply()).toMatch(/^250 /);
  expect(await office.messages('alice')).toHaveLength(1);
  expect(await office.messages('bob')).toHaveLength(0);
});

test.for([
  ['in a network that is trusted', '127.0.0.9', ['127.0.0.0/8']],
  ['that is not listed', '127.0.0.8', []],
] as const)('over SMTP: a client %s', async ([, address, trustedNetworks], context) => {
  if (typeof server === 'string') return context.skip(server);
  await using office = await openOffice({ reputation: reputationOf(server, 'sound.example.com reject') });
  await using listener = await office.listen('mx', { settings: { trustedNetworks: [...trustedNetworks] } });
  using client = await connectFrom(address, listener.port);
  await client.ask('MAIL FROM:<a@example.org>');
  expect(await client.ask('RCPT TO:<bob@example.test>')).toMatch(/^250 /);
});

describe('the whole server', () => {
  test('refuses, greylists and gives points as its settings say', async (context) => {
    if (typeof server === 'string') return context.skip(server);
    await using whole = await startTestServer({ users: ['alice'] });
    const set = (name: string, value: string) =>
      whole.admin.call(ENDPOINTS['settings.set'], { path: { name }, body: { value } });
    await set('dnsServers', `127.0.0.1:${server.port}`);
    await set('trustedNetworks', '');
    const judged = async (address: string) => {
      using client = await connectFrom(address, whole.ports.smtp);
      await client.ask('MAIL FROM:<a@example.org>');
      return await client.ask('RCPT TO:<alice@example.test>');
    };
    await set('dnsBlockLists', 'wild.example.com reject, sound.example.com reject');
    expect(await judged('127.0.0.9')).toBe('554 5.7.1 127.0.0.9 is listed by sound.example.com: Loopback');
    expect(await judged('127.0.0.8')).toMatch(/^250 /);
    // The trace names the list.
    const trace = () => whole.admin.call(ENDPOINTS['trace.find'], { query: { text: 'alice@example.test' } });
    await expect
      .poll(async () => JSON.stringify(await trace()))
      .toContain('127.0.0.9 is listed by sound.example.com: Loopback');

    await set('greylisting', 'on');
    expect(await judged('127.0.0.8')).toBe('451 4.7.1 Greylisted, try again in 300 seconds');
    await set('greylisting', 'off');

    await set('dnsBlockLists', 'sound.example.com score=100');
    await set('rejectScore', '50');
    using client = await connectFrom('127.0.0.9', whole.ports.smtp);
    expect(await client.deliver('From: a@example.org\r\n\r\ntext', ['alice@example.test'])).toMatch(
      /^550 5\.7\.1 Message is not wanted here/,
    );
  });
});

/** A client at another address of the loopback interface. */
async function connectFrom(localAddress: string, port: number): Promise<SmtpTestClient> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  await once(socket, 'connect');
  const client = new SmtpTestClient(new RawClient(socket));
  await client.reply();
  await client.ask('EHLO mail.example.org');
  return client;
}
