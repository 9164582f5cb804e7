/** The directory over LDAP: what is typed stays a value, what is secret stays secret, nothing is endless. SECURITY.md section 2 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applicationConstructed, contextConstructed } from '../../src/wire/ldap/ber-tag.ts';
import {
  type BerElement,
  boolean,
  constructed,
  encode,
  enumerated,
  integer,
  octets,
} from '../../src/wire/ldap/ber-writer.ts';
import { CONTROL, formatSortControl } from '../../src/wire/ldap/controls.ts';
import { encodeFilter } from '../../src/wire/ldap/encode-filter.ts';
import { parseFilterText } from '../../src/wire/ldap/parse-filter-text.ts';
import type { BindRequest, CompareRequest, Control } from '../../src/wire/ldap/request.ts';
import type { LdapTestClient, SearchOutcome } from '../support/ldap-client.ts';
import { GROUPS, type LdapOffice, openLdapOffice, PASSWORD, PEOPLE } from '../support/ldap-office.ts';

const BASE = 'dc=example,dc=test';
const dn = (userId: string) => `uid=${userId},${PEOPLE}`;

let office: LdapOffice;
let alice: LdapTestClient;

beforeAll(async () => {
  office = await openLdapOffice();
  const [bob, admin] = [await office.user('bob'), await office.user('admin')];
  await office.addUser('hidden', { isListed: false });
  await office.addGroup('secret', [bob.account, admin.account]);
  alice = await office.as('alice');
});
afterAll(async () => {
  alice[Symbol.dispose]();
  await office[Symbol.asyncDispose]();
});

describe('injection', () => {
  const TYPED = [
    '*',
    '*)(uid=*',
    'alice)(|(uid=*',
    'admin)(!(&(|',
    'alice)(userPassword=*',
    '\\2a',
    'alice\0',
    'alice\0)(uid=*',
    'alice,ou=people,dc=example,dc=test',
    'alice+uid=*',
    'alice\\',
    '(&)',
  ];

  test.each(TYPED)('%j as a value finds nobody', async (typed) => {
    for (const attribute of ['uid', 'cn', 'mail', 'member', 'memberOf', 'entryDN']) {
      const filter = { kind: 'equal', attribute, value: Buffer.from(typed) } as const;
      expect((await alice.search({ base: BASE, filter })).entries).toEqual([]);
      // A star within a piece is a star.
      const part = {
        kind: 'substrings',
        attribute,
        initial: null,
        any: [Buffer.from(`${typed}xx`)],
        final: null,
      } as const;
      expect((await alice.search({ base: BASE, filter: part })).entries).toEqual([]);
    }
  });

  test.each(TYPED)('%j as a login is nobody’s', async (login) => {
    using client = await office.connect();
    const sasl: BindRequest = {
      kind: 'bind',
      version: 3,
      name: '',
      authentication: { kind: 'sasl', mechanism: 'PLAIN', credentials: Buffer.from(`\0${login}\0${PASSWORD}`) },
    };
    expect(await client.bind(login, PASSWORD)).not.toBe('success');
    expect(await client.bind(`uid=${login},${PEOPLE}`, PASSWORD)).not.toBe('success');
    expect(await client.code(sasl)).not.toBe('success');
    expect((await client.search({ base: BASE })).result.code).toBe('insufficientAccessRights');
  });

  test.each(TYPED)('%j in a name leads to nobody', async (typed) => {
    const { entries, result } = await alice.search({ base: `uid=${typed},${PEOPLE}`, scope: 'subtree' });
    expect(entries).toEqual([]);
    expect(['noSuchObject', 'invalidDNSyntax']).toContain(result.code);
  });

  test('who is called like a filter is found by that name alone', async () => {
    const profile = { ...(await office.user('bob')).profile, firstName: '*)(uid=*', lastName: '(&)' };
    await office.addUser('starry', { profile });
    expect(await alice.find('(givenName=\\2a\\29\\28uid=\\2a)', { base: BASE })).toEqual([dn('starry')]);
    expect(await alice.find('(cn=*\\2a\\29\\28*)', { base: BASE })).toEqual([dn('starry')]);
    expect(await alice.find('(cn=\\2a\\29)', { base: BASE })).toEqual([]);
  });
});

describe('filters without end', () => {
  const AND = contextConstructed(0);
  const OR = contextConstructed(1);
  const NOT = contextConstructed(2);
  const inner = encode(encodeFilter(parseFilterText('(uid=alice)')));

  /** `(!(!(!…)))`, built from the inside without recursion. */
  function nested(tag: number, depth: number): BerElement {
    const heads: Uint8Array[] = [];
    let { length } = inner;
    for (let level = 0; level < depth; level += 1) {
      const [head = inner] = constructed([{ pieces: [], length }], tag).pieces;
      heads.push(head);
      length += head.length;
    }
    return { pieces: [...heads.reverse(), inner], length };
  }

  function searchWith(filter: BerElement, messageId: number, controls: readonly BerElement[] = []): string {
    const request = constructed(
      [
        ...[octets(BASE), enumerated(2), enumerated(0), integer(0), integer(0), boolean(false)],
        ...[filter, constructed([])],
      ],
      applicationConstructed(3),
    );
    const tail = controls.length === 0 ? [] : [constructed(controls, contextConstructed(0))];
    return encode(constructed([integer(messageId), request, ...tail])).toString('latin1');
  }

  test.each([
    ['not', NOT],
    ['and', AND],
    ['or', OR],
  ])('10,000 deep: %s', async (_, tag) => {
    using client = await office.as('alice');
    client.raw.send(searchWith(nested(tag, 10_000), 77));
    expect((await client.collect(77)).result.code).toBe('adminLimitExceeded');
    expect(await client.find('(uid=bob)', { base: BASE })).toEqual([dn('bob')]);
  });

  test('10,000 deep, of a stranger, a thousand times', async () => {
    using client = await office.connect();
    // Each is as large as a stranger's message may be; what cannot be read lets go of him in the end.
    const one = searchWith(nested(NOT, 10_000), 5);
    expect(one.length).toBeLessThan(64 * 1024);
    for (let sent = 0; sent < 1000 && !client.raw.hasEnded; sent += 1) await client.raw.sendAll(one);
    const answers = await client.ended();
    expect(answers.length).toBeLessThan(10_000);
    using other = await office.as('alice');
    expect(await other.find('(uid=bob)', { base: BASE })).toEqual([dn('bob')]);
  });

  test('10,000 deep in the control of an assertion', async () => {
    using client = await office.as('alice');
    const assertion = constructed([octets(CONTROL.assertion), boolean(true), octets(encode(nested(NOT, 10_000)))]);
    client.raw.send(searchWith({ pieces: [inner], length: inner.length }, 9, [assertion]));
    expect((await client.collect(9)).result.code).toBe('adminLimitExceeded');
  });

  test('many terms, many pieces, parts of one letter', async () => {
    for (const [text, code] of [
      [`(|${'(uid=alice)'.repeat(5000)})`, 'adminLimitExceeded'],
      ['(cn=*a*b*c*)', 'adminLimitExceeded'],
      ['(|(uid=alice)(!(mail=*e*)))', 'adminLimitExceeded'],
    ] as const) {
      const filter = parseFilterText(text, { maxDepth: 100, maxTerms: 100_000 });
      expect((await alice.search({ base: BASE, filter })).result.code).toBe(code);
    }
    const any = Array<Buffer>(2000).fill(Buffer.from('ab'));
    const filter = { kind: 'substrings', attribute: 'cn', initial: null, any, final: null } as const;
    expect((await alice.search({ base: BASE, filter })).result.code).toBe('adminLimitExceeded');
  });
});

describe('secrets', () => {
  test.each(['userPassword', '2.5.4.35', 'USERPASSWORD', 'userPassword;lang-de', 'userPassword;binary'])(
    'compare on %s is refused, for everybody and of everybody, whether he exists or not',
    async (attribute) => {
      using admin = await office.as('admin');
      for (const client of [alice, admin]) {
        for (const name of [dn('alice'), dn('bob'), dn('nobody'), BASE]) {
          const request: CompareRequest = { kind: 'compare', name, attribute, value: Buffer.from(PASSWORD) };
          expect(await client.code(request)).toBe('insufficientAccessRights');
        }
      }
    },
  );

  test.each([
    '(userPassword=*)',
    `(userPassword=${PASSWORD})`,
    '(userPassword=*argon2*)',
    '(userPassword>=$)',
    '(userPassword<=~)',
    `(userPassword:octetStringMatch:=${PASSWORD})`,
    `(:octetStringMatch:=${PASSWORD})`,
  ])('%s finds nobody, also for an administrator', async (filter) => {
    using admin = await office.as('admin');
    for (const client of [alice, admin]) {
      expect((await client.search({ base: BASE, filter })).entries).toEqual([]);
      const asserted = await client.search({ base: dn('alice'), scope: 'base', controls: [assertion(filter)] });
      expect(asserted.result.code).toBe('assertionFailed');
    }
  });

  test('what may not be read has no part in any order', async () => {
    const inOrder = async (attribute: string) => {
      const value = formatSortControl([{ attribute, rule: null, isReverse: false }]);
      const controls = [{ type: CONTROL.sortRequest, isCritical: true, value }];
      const { entries } = await alice.search({ base: PEOPLE, scope: 'one', attributes: ['1.1'], controls });
      return entries.map(({ name }) => name);
    };
    const plain = await alice.find('(objectClass=*)', { base: PEOPLE, scope: 'one' });
    expect(plain.length).toBeGreaterThan(3);
    for (const attribute of ['userPassword', 'mailroomAlternateMail']) expect(await inOrder(attribute)).toEqual(plain);
  });

  test('a group that somebody is not in is not there, however he asks', async () => {
    const [hidden, missing] = [`cn=secret,${GROUPS}`, `cn=nothing,${GROUPS}`];
    const ask = async (name: string): Promise<unknown[]> => [
      await alice.search({ base: name }),
      await alice.search({ base: name, scope: 'base', controls: [assertion('(cn=*)')] }),
      await alice.search({ base: BASE, filter: `(memberOf=${name})` }),
      await alice.search({ base: BASE, filter: `(entryDN=${name})` }),
      await alice.ask({ kind: 'compare', name, attribute: 'cn', value: Buffer.from('secret') }),
      await alice.ask({ kind: 'compare', name: dn('bob'), attribute: 'memberOf', value: Buffer.from(name) }),
    ];
    expect(await ask(hidden)).toEqual(await ask(missing));
    expect(await alice.find(`(member=${dn('bob')})`, { base: GROUPS })).toEqual([]);
  });
});

describe('who has not signed in', () => {
  const CASES = [
    BASE,
    '',
    PEOPLE,
    GROUPS,
    dn('alice'),
    dn('hidden'),
    dn('nobody'),
    `cn=secret,${GROUPS}`,
    'dc=example,dc=org',
  ];

  test('is told the same of all that there is and of all that there is not', async () => {
    using client = await office.connect();
    const outcomes: SearchOutcome[] = [];
    for (const base of CASES) outcomes.push(await client.search({ base, scope: 'subtree', attributes: ['*', '+'] }));
    for (const { entries, result } of outcomes) {
      expect(entries).toEqual([]);
      expect(result).toEqual({
        code: 'insufficientAccessRights',
        matchedName: '',
        message: 'sign in first',
      });
    }
  });

  test('is told the same by compare, and by Who am I', async () => {
    using client = await office.connect();
    const codes = new Set<string>();
    for (const name of CASES.slice(2)) {
      codes.add(await client.code({ kind: 'compare', name, attribute: 'cn', value: Buffer.from('x') }));
    }
    expect([...codes]).toEqual(['insufficientAccessRights']);
  });
});

function assertion(text: string): Control {
  return { type: CONTROL.assertion, isCritical: true, value: encode(encodeFilter(parseFilterText(text))) };
}
