/** Entries as OpenLDAP, 389ds and Active Directory have them, and what comes of odd ones. */
import { describe, expect, test } from 'vitest';
import type { RemoteEntry } from '../../ports/remote-directory.ts';
import type { RemoteKind, RemoteMapping } from '../../settings/remote-directory-schema.ts';
import { attributesOf, keptFields, mapEntry } from './map-entry.ts';
import { REMOTE_PRESETS } from './presets.ts';
import { readRemoteId, remoteIdValue } from './remote-id.ts';

type Values = Readonly<Record<string, string | Uint8Array | readonly (string | Uint8Array)[]>>;

const entry = (attributes: Values): RemoteEntry => ({
  name: 'uid=ann',
  attributes: new Map(
    Object.entries(attributes).map(([name, values]) => [
      name.toLowerCase(),
      [values].flat().map((value) => (typeof value === 'string' ? Buffer.from(value) : (value as Uint8Array))),
    ]),
  ),
});
const map = (kind: RemoteKind, attributes: Values, mapping: Partial<RemoteMapping> = {}) =>
  mapEntry({ kind, mapping: { ...REMOTE_PRESETS[kind].mapping, ...mapping } }, entry(attributes));

const ANN = { uid: 'ann', mail: 'ann@example.test', givenName: 'Ann', sn: 'Archer' };
const GUID = Buffer.from('33221100554477668899aabbccddeeff', 'hex');
const GUID_TEXT = '00112233-4455-6677-8899-aabbccddeeff';

describe('identifiers', () => {
  test('objectGUID in Microsoft’s order of octets, and back: [MS-DTYP] section 2.3.4.2', () => {
    expect(readRemoteId('active-directory', GUID)).toBe(GUID_TEXT);
    expect(remoteIdValue('active-directory', GUID_TEXT)).toEqual(GUID);
    expect(GUID.toString('hex')).toBe('33221100554477668899aabbccddeeff');
  });

  test.each([
    ['openldap', '597ae2f6-16a6-1027-98f4-d28b5365dc14', '597ae2f6-16a6-1027-98f4-d28b5365dc14'],
    ['389ds', '0E0F4B01-1dd211b2-80000000', '0e0f4b01-1dd211b2-80000000'],
    ['active-directory', 'E0042', 'e0042'],
    ['openldap', '', null],
    ['openldap', 'a b', null],
    ['openldap', 'x'.repeat(129), null],
    ['openldap', '\u00fc', null],
  ] as const)('%s %j', (kind, text, id) => {
    expect(readRemoteId(kind, Buffer.from(text))).toBe(id);
    if (id !== null) expect(remoteIdValue(kind, id)).toBe(id);
  });
});

describe('who is switched off', () => {
  test.each<[RemoteKind, Values, boolean]>([
    ['openldap', {}, true],
    ['openldap', { pwdAccountLockedTime: '000001010000Z' }, false],
    ['openldap', { pwdAccountLockedTime: '20261123120000Z' }, true],
    ['389ds', { nsAccountLock: 'TRUE' }, false],
    ['389ds', { nsAccountLock: 'false' }, true],
    ['active-directory', { userAccountControl: '512' }, true],
    ['active-directory', { userAccountControl: '514' }, false],
    ['active-directory', { userAccountControl: '66050' }, false],
    ['active-directory', { userAccountControl: 'nonsense' }, true],
  ])('%s %j: %s', (kind, attributes, isEnabled) => {
    const ids = { entryUUID: 'x1', nsUniqueId: 'x1', objectGUID: GUID, sAMAccountName: 'ann' };
    expect(map(kind, { ...ANN, ...ids, ...attributes }).person).toMatchObject({ isEnabled });
  });
});

test('a person of each kind', () => {
  const expected = {
    userIds: ['ann'],
    mails: ['ann@example.test'],
    profile: expect.objectContaining({ firstName: 'Ann', lastName: 'Archer', title: '', fax: '' }),
  };
  expect(map('openldap', { ...ANN, entryUUID: 'X1' }).person).toMatchObject({ ...expected, remoteId: 'x1' });
  expect(map('389ds', { ...ANN, nsUniqueId: 'X1' }).person).toMatchObject({ ...expected, remoteId: 'x1' });
  const active = {
    ...ANN,
    uid: 'not this one',
    sAMAccountName: 'ann',
    objectGUID: GUID,
    whenChanged: '20260101000000.0Z',
  };
  expect(map('active-directory', active).person).toMatchObject({
    ...expected,
    remoteId: GUID_TEXT,
    changed: '20260101000000.0Z',
  });
});

test('attributes chosen otherwise, or not at all', () => {
  const mapping = { mobilePhone: 'cellular', office: '', title: 'employeeType' };
  const attributes = {
    ...ANN,
    entryUUID: 'x1',
    cellular: '+1',
    employeeType: 'Clerk',
    title: 'no',
    physicalDeliveryOfficeName: 'no',
  };
  const { person } = map('openldap', attributes, mapping);
  expect(person?.profile).toMatchObject({ mobilePhone: '+1', title: 'Clerk' });
  expect(person?.profile).not.toHaveProperty('office');
  expect(person?.profile).not.toHaveProperty('alternateMail');
  const chosen = { mapping: { ...REMOTE_PRESETS.openldap.mapping, ...mapping } };
  expect(keptFields(chosen)).not.toContain('office');
  expect(attributesOf(chosen)).toContain('cellular');
  expect(attributesOf(chosen)).not.toContain('');
});

test('values that are no text, empty ones, and far too many', () => {
  const values = Array.from({ length: 1000 }, (_, i) => `a${i}@example.test`);
  const { person } = map('openldap', {
    ...ANN,
    entryUUID: 'x1',
    mail: [Uint8Array.of(0xff), '  ', ...values],
    givenName: Uint8Array.of(0xc3, 0x28),
    sn: ' \u0000 ',
  });
  expect(person?.mails[0]).toBe('a0@example.test');
  expect(person?.mails.length).toBeLessThanOrEqual(50);
  expect(person?.profile).toMatchObject({ firstName: '', lastName: '' });
});
