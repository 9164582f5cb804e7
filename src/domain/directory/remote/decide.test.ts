/** Who of a remote directory is taken, and why somebody is not. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDirectory, type TestDirectory } from '../../../../test/support/directory.ts';
import { RemoteInMemory, type RemoteRecord } from '../../../../test/support/remote-in-memory.ts';
import { SYSTEM } from '../../access/caller.ts';

const remote = new RemoteInMemory();
let directory: TestDirectory;

beforeAll(async () => {
  directory = await openTestDirectory({ open: remote.open });
});
afterAll(() => directory[Symbol.asyncDispose]());

const person = (number: number, more: Partial<RemoteRecord> = {}): RemoteRecord => ({
  ...{ id: `id-${number}`, uid: `p${number}`, mail: `p${number}@example.test` },
  ...more,
});
const connect = () =>
  directory.remoteDirectory.connect(
    SYSTEM,
    {
      ...{ url: 'ldaps://ldap.example.org', base: 'dc=example,dc=org', kind: 'openldap' },
      ...{ signIn: null, authorities: null, fingerprint: null, isPlain: false },
    },
    { sample: null, isDryRun: true, createsDomains: false },
  );

describe('who is taken', () => {
  const refused = async (...records: RemoteRecord[]) => {
    remote.people = [person(1), ...records];
    const { refused } = await connect();
    return refused.first.map(({ reason, value }) => [reason, value]);
  };

  test.each<[string, readonly RemoteRecord[], readonly (readonly string[])[]]>([
    ['no address', [{ id: 'x', uid: 'x' }], [['no-mail', '']]],
    ['a bad address', [person(2, { mail: 'nobody' })], [['bad-mail', 'nobody']]],
    ['an address literal', [person(2, { mail: 'x@[192.0.2.1]' })], [['bad-mail', 'x@[192.0.2.1]']]],
    ['a bad User ID', [person(2, { uid: '../x' })], [['bad-user-id', '../x']]],
    ['a foreign domain', [person(2, { mail: 'x@elsewhere.example' })], [['missing-domain', 'elsewhere.example']]],
    ['the administrator', [person(2, { uid: 'ADMIN' })], [['is-admin', 'ADMIN']]],
    [
      'the administrator’s address',
      [person(2, { mail: 'admin@example.test' })],
      [['mail-taken', 'admin@example.test']],
    ],
    [
      'an alias’s address',
      [person(2, { mail: 'postmaster@example.test' })],
      [['mail-taken', 'postmaster@example.test']],
    ],
    ['the same identifier twice', [person(2), person(3, { id: 'id-2' })], [['is-double', 'p3']]],
    ['the same User ID twice', [person(2), person(3, { uid: 'P2' })], [['is-double', 'P2']]],
    ['the same address twice', [person(2), person(3, { mail: 'P2@EXAMPLE.test' })], [['is-double', 'p3']]],
    ['switched off', [person(2, { more: { pwdAccountLockedTime: '000001010000Z' } })], [['is-disabled', 'p2']]],
    ['locked for a while', [person(2, { more: { pwdAccountLockedTime: '20260101000000Z' } })], []],
    ['several addresses', [person(2, { more: { mail: ['x@elsewhere.example', 'p2@example.test'] } })], []],
    ['an identifier with blanks', [person(2, { id: 'a b' })], [['no-id', '']]],
  ])('%s', async (_, records, expected) => {
    expect(await refused(...records)).toEqual(expected);
  });
});
