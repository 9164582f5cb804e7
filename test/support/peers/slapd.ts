/** Debian's slapd, with configuration and data in a folder of its own. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { formatLdif, type LdifRecord } from '../../../src/formats/ldif/format-ldif.ts';
import { type Peer, unpackPeer } from './peers.ts';
import { writeWrapper } from './wrapper.ts';

const execute = promisify(execFile);

/** As Debian configures it. */
const STANDARD_SCHEMAS = ['core', 'cosine', 'inetorgperson'];
const DATABASE_BYTES = 1024 * 1024 * 1024;

export interface SlapdSetup {
  /** Exists, and is empty. */
  readonly folder: string;
  readonly port: number;
  readonly suffix: string;
  /** More than core, cosine and inetOrgPerson. */
  readonly schemas: readonly LdifRecord[];
  /** Rules of access in their order: slapd.access(5). */
  readonly access: readonly string[];
  /** Such as `uid,mail eq,sub`: slapd.conf(5). */
  readonly indexes: readonly string[];
  /** Entries that one search returns at most. */
  readonly sizeLimit: number;
  /** It sorts for its clients: slapo-sssvlv(5). */
  readonly sorts?: boolean;
  /** It knows passwords as argon2id: slapd-pw-argon2(5). */
  readonly knowsArgon2?: boolean;
  /** A file of LDIF, with those above before those below. */
  readonly entriesFile: string;
}

export interface SlapdCommand {
  readonly path: string;
  /** It stays in the foreground. */
  readonly args: readonly string[];
}

/** The folder of its packages. */
export function unpackSlapd(): Promise<Peer> {
  return unpackPeer('slapd');
}

/** Writes the configuration and loads the entries. Rejects with what slapadd says of what it does not take. */
export async function prepareSlapd(packages: string, setup: SlapdSetup): Promise<SlapdCommand> {
  const { folder, port, entriesFile } = setup;
  const configuration = join(folder, 'configuration');
  await mkdir(configuration);
  await mkdir(join(folder, 'database'));
  const settings = join(folder, 'configuration.ldif');
  await writeFile(settings, configure(packages, setup));
  const slapadd = await writeWrapper(packages, 'slapadd');
  await execute(slapadd, ['-F', configuration, '-n', '0', '-l', settings]);
  await execute(slapadd, ['-F', configuration, '-n', '1', '-q', '-l', entriesFile]);
  const path = await writeWrapper(packages, 'slapd');
  return { path, args: ['-F', configuration, '-h', `ldap://127.0.0.1:${port}/`, '-d', '0'] };
}

/** The version that it says of itself. */
export async function slapdVersion(packages: string): Promise<string> {
  // It says so on standard error, and ends with an error.
  const { stderr } = await execute(await writeWrapper(packages, 'slapd'), ['-VV']).catch((error: unknown) => ({
    stderr: typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr) : '',
  }));
  return /slapd (\S+)/.exec(stderr)?.[1] ?? 'unknown';
}

/** slapd-config(5). An `include` is slapadd's own addition to LDIF. */
function configure(packages: string, setup: SlapdSetup): string {
  const { folder, suffix, schemas, access, indexes, sizeLimit, sorts = false, knowsArgon2 = false } = setup;
  const include = (name: string) =>
    `include: ${pathToFileURL(join(packages, `etc/ldap/schema/${name}.ldif`)).href}\n\n`;
  const many = (name: string, values: readonly string[]) =>
    values.map((value, index) => [name, `{${index}}${value}`] as const);
  const before: LdifRecord[] = [
    {
      dn: 'cn=config',
      attributes: [
        ['objectClass', 'olcGlobal'],
        ['cn', 'config'],
      ],
    },
    {
      dn: 'cn=module{0},cn=config',
      attributes: [
        ['objectClass', 'olcModuleList'],
        ['cn', 'module{0}'],
        ['olcModulePath', join(packages, 'usr/lib/ldap')],
        ...many('olcModuleLoad', ['back_mdb', ...(sorts ? ['sssvlv'] : []), ...(knowsArgon2 ? ['argon2'] : [])]),
      ],
    },
    {
      dn: 'cn=schema,cn=config',
      attributes: [
        ['objectClass', 'olcSchemaConfig'],
        ['cn', 'schema'],
      ],
    },
  ];
  const after: LdifRecord[] = [
    ...schemas,
    {
      dn: 'olcDatabase={-1}frontend,cn=config',
      attributes: [
        ['objectClass', 'olcDatabaseConfig'],
        ['objectClass', 'olcFrontendConfig'],
        ['olcDatabase', '{-1}frontend'],
        ...many('olcAccess', ['to dn.base="" by * read', 'to dn.base="cn=Subschema" by * read']),
      ],
    },
    {
      dn: 'olcDatabase={1}mdb,cn=config',
      attributes: [
        ['objectClass', 'olcDatabaseConfig'],
        ['objectClass', 'olcMdbConfig'],
        ['olcDatabase', '{1}mdb'],
        ['olcSuffix', suffix],
        ['olcDbDirectory', join(folder, 'database')],
        ['olcDbMaxSize', String(DATABASE_BYTES)],
        ['olcSizeLimit', String(sizeLimit)],
        ...many('olcAccess', access),
        ...indexes.map((index) => ['olcDbIndex', index] as const),
      ],
    },
    ...(sorts ? [SORTING] : []),
  ];
  return [slapaddLdif(before), '\n', ...STANDARD_SCHEMAS.map(include), slapaddLdif(after)].join('');
}

const SORTING: LdifRecord = {
  dn: 'olcOverlay={0}sssvlv,olcDatabase={1}mdb,cn=config',
  attributes: [
    ['objectClass', 'olcOverlayConfig'],
    ['objectClass', 'olcSssVlvConfig'],
    ['olcOverlay', '{0}sssvlv'],
  ],
};

/** LDIF as slapadd takes it: it does not know the line with the version. */
export function slapaddLdif(records: Iterable<LdifRecord>): string {
  return formatLdif(records).replace(/^version: 1\n\n/, '');
}
