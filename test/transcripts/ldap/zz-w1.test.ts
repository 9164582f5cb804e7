import { test } from 'vitest';
import { modify, told } from '../../support/ldap-changes.ts';
import { openLdapOffice, PEOPLE } from '../../support/ldap-office.ts';
test('x', { timeout: 300000 }, async () => {
  await using office = await openLdapOffice();
  const ids = await Promise.all(Array.from({ length: 20001 }, (_, i) => office.addUser(`u${i}`)));
  await office.addGroup('big', ids);
  using c = await office.as('admin');
  const G = 'cn=big,ou=groups,dc=example,dc=test';
  console.log('RES', await told(c, modify(G, ['replace', { member: `uid=u1,${PEOPLE}` }])));
  console.log('RES', await told(c, modify(G, ['replace', { description: 'x' }])));
});
