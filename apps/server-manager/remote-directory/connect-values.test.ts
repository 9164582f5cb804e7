import { expect, test } from 'vitest';
import { connectBody, EMPTY_VALUES } from './connect-values.ts';

test('what nobody has typed is not sent', () => {
  expect(connectBody({ ...EMPTY_VALUES, url: ' ldaps://ldap.example.org ', base: 'dc=example,dc=org' }, true)).toEqual({
    url: 'ldaps://ldap.example.org',
    base: 'dc=example,dc=org',
    kind: 'openldap',
    isPlain: false,
    createsDomains: false,
    isDryRun: true,
  });
});

test('a password goes with its name, an attribute with its field', () => {
  const values = {
    ...EMPTY_VALUES,
    ...{ bindName: 'cn=reader', bindPassword: ' a b ', sampleLogin: 'alice', samplePassword: 'x' },
    mapping: { userId: 'uid', mail: ' ' },
  };
  expect(connectBody(values, false)).toMatchObject({
    bindName: 'cn=reader',
    bindPassword: ' a b ',
    sample: { login: 'alice', password: 'x' },
    mapping: { userId: 'uid' },
  });
  expect(connectBody(values, false).mapping).not.toHaveProperty('mail');
});
