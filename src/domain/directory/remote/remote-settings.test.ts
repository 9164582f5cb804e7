/** What may be said of a remote directory. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { SecretBox } from '../../../base/secret-box.ts';
import { checkRemoteRequest, type RemoteDirectoryRequest, remoteServer, remoteUrl } from './remote-settings.ts';

const box = new SecretBox(randomBytes(32));
const REQUEST: RemoteDirectoryRequest = {
  url: 'ldaps://ldap.example.org:1636',
  base: 'dc=example,dc=org',
  kind: 'openldap',
  signIn: { name: 'cn=reader', password: 'reads' },
  authorities: null,
  fingerprint: null,
  isPlain: false,
};

test.each<[string, Partial<RemoteDirectoryRequest>, string]>([
  ['another protocol', { url: 'https://x' }, 'url'],
  ['a path', { url: 'ldaps://x/dc=x' }, 'url'],
  ['a user', { url: 'ldaps://u@x' }, 'url'],
  ['port 0', { url: 'ldaps://x.example:0' }, 'url'],
  ['port 65536', { url: 'ldaps://x.example:65536' }, 'url'],
  ['plain text to elsewhere', { url: 'ldap://ldap.example.org', isPlain: true }, 'url'],
  ['no base', { base: ' ' }, 'base'],
  ['an empty password', { signIn: { name: 'cn=x', password: '' } }, 'bindPassword'],
  ['a short fingerprint', { fingerprint: 'AA:BB' }, 'fingerprint'],
  ['an attribute that is none', { mapping: { title: 'ti tle' } }, 'mapping'],
  ['no attribute for the address', { mapping: { mail: '' } }, 'mapping'],
])('refuses %s', (_, request, field) => {
  expect(() => checkRemoteRequest({ ...REQUEST, ...request }, box)).toThrow(
    expect.objectContaining({ code: 'invalid', detail: expect.objectContaining({ field }) }),
  );
});

test.each([
  ['ldaps://LDAP.Example.org', 'ldap.example.org', 636, 'implicit'],
  ['ldap://ldap.example.org', 'ldap.example.org', 389, 'starttls'],
  ['ldaps://[::1]:1636/', '::1', 1636, 'implicit'],
  ['ldap://192.0.2.1:65535', '192.0.2.1', 65535, 'starttls'],
] as const)('K3: %s', (url, host, port, tls) => {
  const settings = checkRemoteRequest({ ...REQUEST, url }, box);
  const signIn = { name: 'cn=reader', password: 'reads' };
  expect(remoteServer(settings, box)).toEqual({ host, port, tls, authorities: null, fingerprint: null, signIn });
  expect(checkRemoteRequest({ ...REQUEST, url: remoteUrl(settings) }, box)).toMatchObject({ host, port, tls });
});
