import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Logger, silentLogger } from '../../base/log.ts';
import { type CertificateWatch, type OwnCertificate, watchOwnCertificate } from './own-certificate.ts';

let folder: string;
let watching: CertificateWatch;
const used: OwnCertificate[] = [];
const errors: string[] = [];
const log: Logger = { ...silentLogger, error: (_, message) => void errors.push(message) };
let nextUse: PromiseWithResolvers<OwnCertificate>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailroom-own-'));
  used.length = 0;
  errors.length = 0;
  nextUse = Promise.withResolvers();
  await put('one');
  const use = (certificate: OwnCertificate) => {
    if (certificate.chain === 'broken') throw new Error('broken');
    used.push(certificate);
    nextUse.resolve(certificate);
  };
  const files = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
  watching = watchOwnCertificate({ files, use, log });
});
afterEach(async () => {
  watching.close();
  await rm(folder, { recursive: true });
});

async function put(text: string): Promise<void> {
  for (const name of ['cert.pem', 'key.pem']) {
    await writeFile(join(folder, `${name}.new`), text);
    await rename(join(folder, `${name}.new`), join(folder, name));
  }
}

test('files that are replaced are noticed', async () => {
  await put('two');
  expect(await nextUse.promise).toEqual({ chain: 'two', privateKey: 'two' });
});

test('a reload without a change does nothing', async () => {
  await watching.reload();
  await watching.reload();
  expect(used).toEqual([{ chain: 'one', privateKey: 'one' }]);
});

test.each([
  ['that is refused', () => put('broken')],
  ['that is gone', () => rm(join(folder, 'key.pem'))],
])('a certificate %s is reported, and the next good one is taken', async (_, spoil) => {
  await spoil();
  await watching.reload();
  expect(used).toEqual([]);
  expect(errors).toEqual(['the new TLS certificate cannot be used; the old one stays']);
  await put('three');
  await watching.reload();
  expect(used.at(-1)?.chain).toBe('three');
});
