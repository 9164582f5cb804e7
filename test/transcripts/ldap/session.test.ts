import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LDAP_REFUSAL } from '../../../src/transports/ldap/service.ts';
import { CONTROL } from '../../../src/wire/ldap/controls.ts';
import { EXTENSION, formatCancelValue } from '../../../src/wire/ldap/extensions.ts';
import { formatRequest } from '../../../src/wire/ldap/format-request.ts';
import type { CompareRequest, Request } from '../../../src/wire/ldap/request.ts';
import { NOTICE_OF_DISCONNECTION, UNSOLICITED_ID } from '../../../src/wire/ldap/response.ts';
import { LdapTestClient, searchRequest } from '../../support/ldap-client.ts';
import { type LdapOffice, openLdapOffice, PASSWORD, PEOPLE } from '../../support/ldap-office.ts';

const ROOT = searchRequest({ scope: 'base', attributes: ['1.1'] });
const EVERYBODY = searchRequest({ base: PEOPLE, attributes: ['1.1'] });
const PERSONS = searchRequest({ base: PEOPLE, scope: 'one', attributes: ['1.1'] });
const ALICE = `uid=alice,${PEOPLE}`;
const whoAmI: Request = { kind: 'extended', name: EXTENSION.whoAmI, value: null };
const cancel = (messageId: number): Request => ({
  kind: 'extended',
  name: EXTENSION.cancel,
  value: formatCancelValue(messageId),
});

let office: LdapOffice;

beforeAll(async () => {
  office = await openLdapOffice();
});
afterAll(() => office[Symbol.asyncDispose]());

async function expectNotice(client: LdapTestClient, code: string): Promise<void> {
  const { messageId, response } = await client.next();
  expect(messageId).toBe(UNSOLICITED_ID);
  expect(response).toMatchObject({ kind: 'extended', name: NOTICE_OF_DISCONNECTION, result: { code } });
  expect(await client.ended()).toBe('');
}

describe('compare', () => {
  const compare = (attribute: string, value: string, name = ALICE): CompareRequest => ({
    kind: 'compare',
    name,
    attribute,
    value: Buffer.from(value),
  });

  test.each([
    [compare('sn', 'müller'), 'compareTrue'],
    [compare('sn', 'Brown'), 'compareFalse'],
    [compare('name', 'Alice'), 'compareTrue'],
    [compare('title', 'ENGINEER'), 'compareTrue'],
    [compare('pager', '1'), 'noSuchAttribute'],
    [compare('nothing', '1'), 'undefinedAttributeType'],
    [compare('mailroomEnabled', 'perhaps'), 'invalidAttributeSyntax'],
    [compare('namingContexts', 'dc=example,dc=test', ''), 'inappropriateMatching'],
    [compare('mailroomRole', 'user', `uid=bob,${PEOPLE}`), 'noSuchAttribute'],
    [compare('sn', 'x', `uid=nobody,${PEOPLE}`), 'noSuchObject'],
    [compare('sn', 'x', 'no name'), 'invalidDNSyntax'],
    [compare('userPassword', PASSWORD), 'insufficientAccessRights'],
    [compare('2.5.4.35', PASSWORD), 'insufficientAccessRights'],
    [compare('userPassword;x', PASSWORD, `uid=nobody,${PEOPLE}`), 'insufficientAccessRights'],
  ])('%j: %s', async (request, code) => {
    using client = await office.as('alice');
    expect(await client.code(request)).toBe(code);
  });

  test('an administrator cannot compare passwords either', async () => {
    using client = await office.as('admin');
    expect(await client.code(compare('userPassword', PASSWORD))).toBe('insufficientAccessRights');
  });

  test.each([ALICE, `uid=nobody,${PEOPLE}`, 'dc=example,dc=org'])('a stranger is told nothing of %s', async (name) => {
    using client = await office.connect();
    expect(await client.code(compare('sn', 'Müller', name))).toBe('insufficientAccessRights');
    expect(await client.code(compare('userPassword', 'x', name))).toBe('insufficientAccessRights');
  });
});

describe('what is not offered', () => {
  test('an unknown extension', async () => {
    using client = await office.as('admin');
    expect(await client.code({ kind: 'extended', name: '1.2.3.4', value: null })).toBe('protocolError');
  });

  test('a critical control that is not known, or not for this operation', async () => {
    using client = await office.as('alice');
    const unknown = { type: '1.2.3.4', isCritical: true, value: null };
    for (const request of [EVERYBODY, whoAmI]) {
      expect(await client.code(request, [unknown])).toBe('unavailableCriticalExtension');
    }
    const pages = { type: CONTROL.pagedResults, isCritical: true, value: null };
    expect(await client.code(whoAmI, [pages])).toBe('unavailableCriticalExtension');
    expect(await client.code(EVERYBODY, [pages])).toBe('protocolError');
    expect(await client.code(whoAmI, [{ ...unknown, isCritical: false }])).toBe('success');
    const manage = { type: CONTROL.manageDsaIT, isCritical: true, value: null };
    expect((await client.search({ base: PEOPLE, controls: [manage] })).result.code).toBe('success');
  });
});

describe('several at once', () => {
  test('are answered in their order', async () => {
    using client = await office.as('alice');
    const ids = [client.send(EVERYBODY), client.send(whoAmI), client.send(EVERYBODY)];
    expect((await client.collect(ids[0] ?? 0)).entries).toHaveLength(4);
    expect((await client.next()).messageId).toBe(ids[1]);
    expect((await client.collect(ids[2] ?? 0)).entries).toHaveLength(4);
  });

  test('more than may wait', async () => {
    using client = await office.as('alice');
    const ids = Array.from({ length: 500 }, () => client.send(whoAmI));
    for (const id of ids) expect((await client.next()).messageId).toBe(id);
  });

  test('a bind waits for what is under way', async () => {
    using client = await office.as('alice');
    const search = client.send(EVERYBODY);
    const authentication = { kind: 'simple', password: Buffer.from('') } as const;
    const bind = client.send({ kind: 'bind', version: 3, name: '', authentication });
    const after = client.send(EVERYBODY);
    expect((await client.collect(search)).entries).toHaveLength(4);
    expect((await client.next()).messageId).toBe(bind);
    expect((await client.collect(after)).result.code).toBe('insufficientAccessRights');
  });

  test('two of one id end the session', async () => {
    using client = await office.as('alice');
    const slow = slowDown(office);
    client.sendAs(7, EVERYBODY);
    client.sendAs(7, whoAmI);
    await expectNotice(client, 'protocolError');
    slow.goOn();
  });
});

describe('abandon and cancel', () => {
  test('an abandoned search is not answered', async () => {
    using client = await office.as('alice');
    const slow = slowDown(office);
    const search = client.send(PERSONS);
    await slow.isReached;
    client.send({ kind: 'abandon', messageId: search });
    const next = client.send(whoAmI);
    // The loop has read both when a third is refused.
    expect(await client.code(cancel(4711))).toBe('noSuchOperation');
    slow.goOn();
    expect((await client.next()).messageId).toBe(next);
  });

  test('a cancelled one is told, and so is who cancelled', async () => {
    using client = await office.as('alice');
    const slow = slowDown(office);
    const search = client.send(PERSONS);
    await slow.isReached;
    const request = client.send(cancel(search));
    await isRead();
    slow.goOn();
    expect(await client.next()).toMatchObject({ messageId: search, response: { result: { code: 'canceled' } } });
    expect(await client.next()).toMatchObject({ messageId: request, response: { result: { code: 'success' } } });
  });

  test('what there is not', async () => {
    using client = await office.connect();
    client.send({ kind: 'abandon', messageId: 4711 });
    expect(await client.code(cancel(4711))).toBe('noSuchOperation');
    expect(await client.code({ kind: 'extended', name: EXTENSION.cancel, value: null })).toBe('protocolError');
    const broken = { kind: 'extended', name: EXTENSION.cancel, value: Buffer.from('x') } as const;
    expect(await client.code(broken)).toBe('protocolError');
  });
});

describe('the end', () => {
  test('unbind', async () => {
    using client = await office.as('alice');
    client.send({ kind: 'unbind' });
    expect(await client.ended()).toBe('');
  });

  test.each([
    ['HTTP', 'GET / HTTP/1.1\r\n\r\n'],
    ['TLS', '\x16\x03\x01\x02\x00'],
    ['an indefinite length', '\x30\x80\x02\x01\x01'],
    ['a message of 4 GB', '\x30\x84\xff\xff\xff\xff'],
    ['a message of 64 KB and more from a stranger', '\x30\x83\x01\x00\x00'],
    ['an operation that does not exist', '\x30\x05\x02\x01\x01\x5e\x00'],
    ['the id of the server', '\x30\x05\x02\x01\x00\x42\x00'],
  ])('%s', async (_, octets) => {
    using client = await office.connect();
    client.raw.send(octets);
    await expectNotice(client, 'protocolError');
  });

  test('a known operation that is malformed is told of; twenty of them end the session', async () => {
    using client = await office.connect();
    for (let count = 0; count < 20; count += 1) {
      client.raw.send('\x30\x05\x02\x01\x05\x63\x00');
      expect(await client.next()).toMatchObject({ messageId: 5, response: { result: { code: 'protocolError' } } });
    }
    expect(await client.ended()).toBe('');
  });

  test('of somebody who is signed in: a message of 100 KB is read', async () => {
    using client = await office.as('alice');
    const values = Array.from({ length: 1000 }, () => Buffer.alloc(100));
    expect(await client.code({ kind: 'add', name: ALICE, attributes: [{ type: 'sn', values }] })).toBe(
      'insufficientAccessRights',
    );
  });

  test('a stranger who does not sign in', async () => {
    await using strict = await openLdapOffice();
    using silent = await strict.connect();
    await strict.listener.passTime(61_000);
    await expectNotice(silent, 'unavailable');
    // Also one who is never silent for long.
    strict.force('preAuthTimeoutMs', 200);
    using client = await strict.connect();
    for (let asked = 0; asked < 200 && !client.raw.hasEnded; asked += 1) {
      client.send(whoAmI);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    expect(client.raw.hasEnded).toBe(true);
  });

  test('silence', async () => {
    await using quiet = await openLdapOffice();
    using client = await quiet.as('alice');
    await quiet.listener.passTime(16 * 60_000);
    await expectNotice(client, 'unavailable');
  });

  test('a message that comes too slowly', async () => {
    await using quiet = await openLdapOffice();
    using client = await quiet.as('alice');
    client.raw.send('\x30\x20\x02');
    for (let minutes = 0; minutes < 10 && !client.raw.hasEnded; minutes += 1) await quiet.listener.passTime(60_000);
    await expectNotice(client, 'unavailable');
  });

  test('a shutdown ends what was begun, and says so', async () => {
    await using short = await openLdapOffice();
    using client = await short.as('alice');
    const slow = slowDown(short);
    const search = client.send(EVERYBODY);
    await slow.isReached;
    const closed = short.listener.close({ deadlineMs: 60_000 });
    // It has learnt of the end by the time that another is answered.
    await isRead();
    slow.goOn();
    expect((await client.collect(search)).entries).toHaveLength(4);
    await expectNotice(client, 'unavailable');
    client.raw.end();
    await closed;
  });

  test('what is said where there is no room', async () => {
    using client = await LdapTestClient.open(office.listener.port);
    expect(await client.code(whoAmI)).toBe('success');
    expect(Buffer.from(LDAP_REFUSAL, 'latin1').toString('hex')).toMatch(/^30..02010078/);
  });
});

test('octet by octet', async () => {
  using client = await office.connect();
  const authentication = { kind: 'simple', password: Buffer.from(PASSWORD) } as const;
  const requests: Request[] = [{ kind: 'bind', version: 3, name: 'alice', authentication }, ROOT, EVERYBODY, whoAmI];
  const octets = Buffer.concat(
    requests.map((request, at) => formatRequest({ messageId: at + 1, request, controls: [] })),
  );
  for (const octet of octets) await client.raw.sendAll(String.fromCharCode(octet));
  expect(await client.next()).toMatchObject({ messageId: 1, response: { result: { code: 'success' } } });
  expect((await client.collect(2)).entries).toHaveLength(1);
  expect((await client.collect(3)).entries).toHaveLength(4);
  expect((await client.next()).messageId).toBe(4);
});

/** What others have sent before has been read when somebody new is answered. */
async function isRead(): Promise<void> {
  using other = await office.connect();
  expect(await other.code(whoAmI)).toBe('success');
}

/** Has the next look at the people of a domain wait. */
function slowDown(where: LdapOffice) {
  const reached = Promise.withResolvers<void>();
  const open = Promise.withResolvers<void>();
  where.beforeNextListing(async () => {
    reached.resolve();
    await open.promise;
  });
  return { isReached: reached.promise, goOn: () => open.resolve() };
}
