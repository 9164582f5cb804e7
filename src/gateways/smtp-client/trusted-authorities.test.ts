import { mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestAuthority } from '../../../test/support/test-certificates.ts';
import { isFailure } from '../../base/failure.ts';
import { type Logger, silentLogger } from '../../base/log.ts';
import { readAuthorities, TrustedAuthorities } from './trusted-authorities.ts';

let folder: string;
let path: string;
let one: string;
let two: string;
let errors: string[];
let told: PromiseWithResolvers<void>;
const tell = (message: string) => {
  if (message.includes('cannot be used')) errors.push(message);
  told.resolve();
};
const log: Logger = { ...silentLogger, error: (_, message) => tell(message), info: (_, message) => tell(message) };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailroom-authorities-'));
  path = join(folder, 'authorities.pem');
  one = (await createTestAuthority()).pem.trim();
  two = (await createTestAuthority()).pem.trim();
  errors = [];
  told = Promise.withResolvers();
});
afterEach(() => rm(folder, { recursive: true }));

test('the certificates of a file, whatever else is in it', async () => {
  await writeFile(path, `# ours\n${one}\nand\r\n${two.replaceAll('\n', '\r\n')}\r\n`);
  expect((await readAuthorities(path)).map((pem) => pem.replaceAll('\r', ''))).toEqual([one, two]);
});

test.each<readonly [string, () => Promise<string>]>([
  ['no file', async () => path],
  ['a folder', async () => folder],
  ['a device', async () => '/dev/zero'],
  ['no whole path', async () => 'package.json'],
  ['nothing in it', async () => (await writeFile(path, ''), path)],
  ['other text', async () => (await writeFile(path, 'hello\n'), path)],
  ['a certificate that is cut', async () => (await writeFile(path, one.replace(/(\n.{20}).*\n/, '$1\n')), path)],
  [
    'one that is none beside a good one',
    async () => (await writeFile(path, `${one}\n${CERTIFICATE_OF_NOTHING}`), path),
  ],
  ['too large', async () => (await writeFile(path, one + '\n'.repeat(4 * 1024 * 1024)), path)],
])('%s is refused', async (_, make) => {
  const error: unknown = await readAuthorities(await make()).catch((reason: unknown) => reason);
  expect(isFailure(error, 'invalid')).toBe(true);
});

const CERTIFICATE_OF_NOTHING = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

test('a change of the file is noticed, also where it is a link; what is bad is told once, and the last good stays', async () => {
  await writeFile(join(folder, 'a'), one);
  await writeFile(join(folder, 'b'), two);
  await symlink('a', path);
  using authorities = new TrustedAuthorities(log, 20);
  await authorities.follow(path);
  const first = authorities.certificates;
  expect(first).toEqual([...rootCertificates, one]);
  expect(authorities.certificates).toBe(first);

  told = Promise.withResolvers();
  await symlink('b', `${path}.new`);
  await rename(`${path}.new`, path);
  await told.promise;
  expect(authorities.certificates).toEqual([...rootCertificates, two]);

  told = Promise.withResolvers();
  await rm(path);
  await told.promise;
  expect([errors.length, authorities.certificates?.at(-1)]).toEqual([1, two]);

  told = Promise.withResolvers();
  await writeFile(path, one);
  await told.promise;
  expect(authorities.certificates?.at(-1)).toBe(one);
  await authorities.follow(null);
  expect(authorities.certificates).toBeUndefined();
});

test('one that cannot be read at the start is told once, however often it is asked for', async () => {
  using authorities = new TrustedAuthorities(log);
  await authorities.follow(path);
  for (let i = 0; i < 10; i++) expect(authorities.certificates).toBeUndefined();
  expect(errors).toHaveLength(1);
});
