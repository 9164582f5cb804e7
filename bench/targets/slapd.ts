import { argon2Sync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareSlapd, slapaddLdif, slapdVersion } from '../../test/support/peers/slapd.ts';
import { freePort, waitForListener } from '../harness/ports.ts';
import { ServerProcess } from '../harness/server-process.ts';
import type { Endpoints, StartOptions, Target } from '../target.ts';
import {
  DIRECTORY_BASE,
  type DirectoryPerson,
  directoryPeople,
  PEOPLE_BASE,
  peopleLdif,
  saltedHash,
} from './directory-people.ts';
import { unpackedPackages } from './unpacked-packages.ts';

const START_TIMEOUT_MS = 20_000;
/** People at the end whose passwords stand there as argon2id. */
const STRONGLY_HASHED = 50;
/** As Mailroom makes them. */
const ARGON2 = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };

/** OpenLDAP with its memory-mapped database, and the indexes of an address book. */
export class SlapdTarget implements Target {
  readonly name = 'slapd';
  #process: ServerProcess | undefined;

  async start({ workDir, directoryPeople: count = 0 }: StartOptions): Promise<Endpoints> {
    const packages = await unpackedPackages('slapd');
    const people = directoryPeople(count);
    const [administrator] = people;
    const stronglyHashed = people.slice(-STRONGLY_HASHED);
    const strong = new Set(stronglyHashed);
    const folder = join(workDir, 'slapd');
    mkdirSync(folder);
    const entriesFile = join(workDir, 'people.ldif');
    const hash = (person: DirectoryPerson) => (strong.has(person) ? strongHash(person) : saltedHash(person));
    writeFileSync(entriesFile, slapaddLdif([...TREE, ...peopleLdif(people, hash)]));
    const port = await freePort();
    const startedMs = performance.now();
    const { path, args } = await prepareSlapd(packages, {
      ...{ folder, port, entriesFile, suffix: DIRECTORY_BASE, schemas: [], sizeLimit: 1000, knowsArgon2: true },
      access: [
        `to attrs=userPassword by dn.exact="${administrator.name}" write by self write by anonymous auth by * none`,
        `to * by dn.exact="${administrator.name}" write by users read by anonymous auth by * none`,
      ],
      indexes: ['objectClass eq', 'uid,mail,cn,sn,givenName eq,sub'],
    });
    const loadSeconds = (performance.now() - startedMs) / 1000;
    const slapd = new ServerProcess({ command: path, args, logFile: join(workDir, 'output.log') });
    this.#process = slapd;
    await waitForListener(port, START_TIMEOUT_MS, () => slapd.isRunning);
    return {
      directory: { port, people, administrator, stronglyHashed, loadSeconds },
      smtpPort: 0,
      lmtp: undefined,
      imapPort: 0,
      imapsPort: 0,
      pop3Port: 0,
      mailboxPrefix: '',
      accounts: [],
    };
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
  }

  async version(): Promise<string> {
    return `OpenLDAP ${await slapdVersion(await unpackedPackages('slapd'))}`;
  }

  cpuSeconds(): number {
    return this.#process?.cpuSeconds() ?? 0;
  }

  rssBytes(): number {
    return this.#process?.rssBytes() ?? 0;
  }

  pssBytes(): number {
    return this.#process?.pssBytes() ?? 0;
  }
}

const TREE = [
  {
    dn: DIRECTORY_BASE,
    attributes: [
      ['objectClass', 'top'],
      ['objectClass', 'domain'],
      ['dc', 'example'],
    ],
  },
  {
    dn: PEOPLE_BASE,
    attributes: [
      ['objectClass', 'top'],
      ['objectClass', 'organizationalUnit'],
      ['ou', 'people'],
    ],
  },
] as const;

/** slapd-pw-argon2(5): the PHC string format behind the name of the scheme. */
function strongHash({ password, userId }: DirectoryPerson): string {
  const nonce = Buffer.from(userId.padEnd(16, '-')).subarray(0, 16);
  const tag = argon2Sync('argon2id', { message: password, nonce, ...ARGON2 });
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replaceAll('=', '');
  const { memory, passes, parallelism } = ARGON2;
  return `{ARGON2}$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${text(nonce)}$${text(tag)}`;
}
