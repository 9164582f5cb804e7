import { expect, test } from 'vitest';
import { EMPTY_PROFILE } from '../../../src/domain/directory/names.ts';
import { applyOne } from '../../../src/domain/ports/store.ts';
import { ATTRIBUTES, ENTRY_KINDS, type EntryKind } from '../../../src/transports/ldap/entries/entry-kinds.ts';
import { openLdapOffice } from '../../support/ldap-office.ts';

const FILTERS: Readonly<Record<EntryKind, string>> = {
  user: '(uid=everything)',
  alias: '(mail=every-alias@example.test)',
  group: '(cn=every-group)',
};

/** Searches are led by this table: an attribute that is missing in it is never found. */
test('entries have the attributes that their kinds are said to have', async () => {
  await using office = await openLdapOffice();
  const filled = Object.keys(EMPTY_PROFILE).map((field) => [field, 'x']);
  const profile = { ...EMPTY_PROFILE, ...Object.fromEntries(filled) };
  const role = { role: 'help-desk', roleDomains: [office.domain.id] } as const;
  const account = await office.addUser('everything', { profile, language: 'de', ...role });
  const forwarding = { addresses: ['x@example.org'], keepsCopy: true };
  await applyOne(office.store, { kind: 'update-user', account, expectVersion: null, forwarding });
  const members = [{ kind: 'user', account } as const, { kind: 'remote', address: 'x@example.org' } as const];
  await office.addAlias('every-alias', [account], members, { description: 'x' });
  await office.addGroup('every-group', [account], { description: 'x' });
  using admin = await office.as('admin');
  for (const kind of ENTRY_KINDS) {
    const { entries } = await admin.search({ base: 'dc=example,dc=test', filter: FILTERS[kind] });
    expect(entries).toHaveLength(1);
    const held = Object.keys(entries[0]?.attributes ?? {}).filter((name) => name !== 'objectClass');
    expect(held.sort()).toEqual([...ATTRIBUTES[kind]].sort());
  }
});
