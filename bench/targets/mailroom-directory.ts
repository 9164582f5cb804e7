import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatLdif } from '../../src/formats/ldif/format-ldif.ts';
import type { DirectoryEndpoint } from '../target.ts';
import { directoryPeople, peopleLdif, saltedHash } from './directory-people.ts';

type Command = (...args: readonly string[]) => Promise<unknown>;

/** Imports people with the command of an administrator. The first of them becomes one. */
export async function loadDirectory(
  command: Command,
  workDir: string,
  port: number,
  count: number,
): Promise<{ readonly directory: DirectoryEndpoint }> {
  const people = directoryPeople(count);
  const file = join(workDir, 'people.ldif');
  writeFileSync(file, formatLdif(peopleLdif(people, saltedHash)));
  const startedMs = performance.now();
  await command('user', 'import', file);
  const loadSeconds = (performance.now() - startedMs) / 1000;
  const [administrator] = people;
  await command('user', 'update', administrator.userId, '--role', 'administrator');
  return { directory: { port, people, administrator, stronglyHashed: [], loadSeconds } };
}

/** Takes over accounts as passwd(5) and shadow(5) have them; seconds. */
export async function migrateAccounts(command: Command, workDir: string, count: number): Promise<number> {
  const names = Array.from({ length: count }, (_, index) => `machine${index}`);
  const passwd = join(workDir, 'passwd');
  const shadow = join(workDir, 'shadow');
  const lines = (lineOf: (name: string, index: number) => string) =>
    names.map((name, i) => `${lineOf(name, i)}\n`).join('');
  writeFileSync(
    passwd,
    lines((name, i) => `${name}:x:${10_000 + i}:100:Number ${i},Room ${i},,:/home/${name}:/bin/sh`),
  );
  writeFileSync(
    shadow,
    lines((name) => `${name}:${SHA512_CRYPT}:19000:0:99999:7:::`),
    { mode: 0o600 },
  );
  const startedMs = performance.now();
  await command('msgusermigrate', '--passwdFile', passwd, '--shadowFile', shadow);
  return (performance.now() - startedMs) / 1000;
}

/** Of the right form; nobody signs in with it. */
const SHA512_CRYPT = `$6$quarrylantern$${'./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'.repeat(2).slice(0, 85)}1`;
