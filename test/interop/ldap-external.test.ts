/** OpenLDAP's ldapwhoami with a certificate of the user's: SASL EXTERNAL. RFC 4513 section 5.2.3 */
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, type TestContext, test } from 'vitest';
import { type ClientAuthority, type ClientCredentials, createClientAuthority } from '../support/client-certificates.ts';
import { type InteropOffice, openInteropOffice } from './support/office.ts';
import { type Finished, requirePeer, tryProgram } from './support/programs.ts';

const PEOPLE = 'ou=people,dc=example,dc=test';
/** What ldap-utils end with: RFC 4511 section 4.1.9, and where the library itself gives up. */
const INVALID_CREDENTIALS = 49;
const INSUFFICIENT_ACCESS = 50;

let office: InteropOffice;
let authority: ClientAuthority;
let authorityFile: string;

beforeAll(async () => {
  office = await openInteropOffice('alice', 'bob');
  authority = await createClientAuthority();
  authorityFile = await office.write('people-ca.pem', authority.cert);
  await office.set('ldapClientAuthoritiesFile', authorityFile);
});
afterAll(() => office[Symbol.asyncDispose]());

async function whoAmI(
  context: TestContext,
  credentials: ClientCredentials | null,
  more: readonly string[] = [],
  address = `ldaps://127.0.0.1:${office.ports.ldaps}`,
): Promise<Finished> {
  const program = await requirePeer(context, 'ldapwhoami');
  const own =
    credentials === null
      ? {}
      : {
          LDAPTLS_CERT: await office.write('own.pem', credentials.cert),
          LDAPTLS_KEY: await office.write('own.key', credentials.key),
        };
  const env = { LDAPTLS_CACERT: office.authorityFile, LDAPTLS_REQCERT: 'demand', ...own };
  return tryProgram(program, ['-H', address, '-Q', '-Y', 'EXTERNAL', ...more], { ...office, env });
}

test('is who the certificate says, with TLS from the beginning and with StartTLS', async (context) => {
  const alice = await authority.issue({ names: ['alice@example.test'] });
  const expected = { code: 0, stdout: `dn:uid=alice,${PEOPLE}\n` };
  expect(await whoAmI(context, alice)).toMatchObject(expected);
  const startTls = [`ldap://127.0.0.1:${office.ports.ldap}`, ['-ZZ']] as const;
  expect(await whoAmI(context, alice, startTls[1], startTls[0])).toMatchObject(expected);
  expect(await whoAmI(context, alice, ['-X', 'u:alice'])).toMatchObject(expected);
  expect(await whoAmI(context, alice, ['-X', `dn:uid=alice,${PEOPLE}`])).toMatchObject(expected);
  expect(await whoAmI(context, alice, ['-X', 'u:bob'])).toMatchObject({ code: INSUFFICIENT_ACCESS, stdout: '' });
});

test('is nobody without a certificate, or with that of another authority', async (context) => {
  const other = await createClientAuthority();
  for (const credentials of [null, await other.issue({ names: ['alice@example.test'] })]) {
    const { code, stdout } = await whoAmI(context, credentials);
    expect(code).not.toBe(0);
    expect(stdout).toBe('');
  }
});

test('is nobody with a certificate of nobody here', async (context) => {
  const stranger = await authority.issue({ names: ['carol@example.org'] });
  expect(await whoAmI(context, stranger)).toMatchObject({ code: INVALID_CREDENTIALS, stdout: '' });
});

test('is refused once the certificate is on the list of revoked ones', async (context) => {
  const bob = await authority.issue({ names: ['bob@example.test'] });
  expect((await whoAmI(context, bob)).stdout).toBe(`dn:uid=bob,${PEOPLE}\n`);
  const revoked = await office.write('with-list.pem', authority.cert + (await authority.revoke([bob.serialNumber])));
  await office.set('ldapClientAuthoritiesFile', revoked);
  // The setting is followed, not waited for.
  for (let tries = 0; (await whoAmI(context, bob)).code === 0; tries += 1) {
    if (tries === 50) throw new Error('still taken');
    await sleep(100);
  }
  const alice = await authority.issue({ names: ['alice@example.test'] });
  expect((await whoAmI(context, alice)).stdout).toBe(`dn:uid=alice,${PEOPLE}\n`);
});

test('a file that is none is not taken as the authorities', async () => {
  const key = await office.write('no-authority.pem', (await authority.issue({ names: ['alice@example.test'] })).cert);
  await writeFile(`${key}.list`, authority.cert + '-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n');
  for (const path of [key, `${key}.list`, `${key}.missing`, 'relative.pem', '/dev/null']) {
    await expect(office.set('ldapClientAuthoritiesFile', path)).rejects.toMatchObject({ code: 'invalid' });
  }
});
