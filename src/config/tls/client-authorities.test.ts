import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClientAuthority, createClientAuthority } from '../../../test/support/client-certificates.ts';
import { silentLogger } from '../../base/log.ts';
import { type ClientAuthorities, followClientAuthorities, readClientAuthorities } from './client-authorities.ts';

let folder: string;
let authority: ClientAuthority;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailroom-authorities-'));
  authority = await createClientAuthority();
});
afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

test('certificates and lists of revoked ones, whatever stands between them', async () => {
  const other = await createClientAuthority('Another');
  const list = await authority.revoke(['01']);
  const path = await write('all.pem', `People:\n${authority.cert}\nand\n${other.cert}${list}`);
  const found = await readClientAuthorities(path);
  const trimmed = (pem: string) => pem.trim();
  expect(found).toEqual({ certificates: [authority.cert, other.cert].map(trimmed), revocations: [trimmed(list)] });
});

test('what is none is told', async () => {
  const person = await authority.issue({ names: ['alice@example.test'] });
  const bad = [
    'relative.pem',
    folder,
    join(folder, 'missing.pem'),
    '/dev/null',
    await write('empty.pem', ''),
    await write('list.pem', await authority.revoke([])),
    await write('person.pem', person.cert),
    await write('mixed.pem', authority.cert + person.cert),
    await write('broken.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'),
    await write('many.pem', authority.cert.repeat(101)),
  ];
  for (const path of bad) await expect(readClientAuthorities(path)).rejects.toMatchObject({ code: 'invalid' });
});

test('a file is followed; while it cannot be used, what was read before stays', async () => {
  const path = await write('followed.pem', authority.cert);
  const seen: ClientAuthorities[] = [];
  const errors: unknown[] = [];
  const log = { ...silentLogger, error: (...line: unknown[]) => errors.push(line) };
  const use = (authorities: ClientAuthorities) => void seen.push(authorities);
  const end = await followClientAuthorities({ path, use, log, lookEveryMs: 10 });
  expect(seen.map(({ revocations }) => revocations.length)).toEqual([0]);
  await writeFile(path, 'no more');
  await expect.poll(() => errors.length).toBeGreaterThan(0);
  // Replaced as a whole, as tools do it.
  await rename(await write('next.pem', authority.cert + (await authority.revoke(['01']))), path);
  await expect.poll(() => seen.map(({ revocations }) => revocations.length)).toEqual([0, 1]);
  end();
  await writeFile(path, authority.cert);
});

test('a file that is not there is no error of whoever follows it', async () => {
  const errors: unknown[] = [];
  const log = { ...silentLogger, error: (...line: unknown[]) => errors.push(line) };
  const use = () => {
    throw new Error('nothing to use');
  };
  const end = await followClientAuthorities({ path: join(folder, 'nothing.pem'), use, log, lookEveryMs: 10 });
  // Long enough for the system to have been asked several times.
  await setTimeout(100);
  expect(errors).toHaveLength(1);
  end();
});
