/** Debian's slapd as the directory of another house: over TLS, with people as OpenLDAP, 389ds or Active Directory have them. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../../bench/harness/ports.ts';
import type { LdifRecord } from '../../../src/formats/ldif/format-ldif.ts';
import { type Daemon, startDaemon } from '../../interop/support/daemon.ts';
import { LdapTestClient } from '../ldap-client.ts';
import { createTestAuthority } from '../test-certificates.ts';
import { prepareSlapd, slapaddLdif, unpackSlapd } from './slapd.ts';
import { writeWrapper } from './wrapper.ts';

const execute = promisify(execFile);

export const REMOTE_BASE = 'dc=example,dc=org';
export const REMOTE_PEOPLE = `ou=people,${REMOTE_BASE}`;
export const READER = { name: `cn=reader,${REMOTE_BASE}`, password: 'reads everybody' } as const;
const MANAGER = { name: `cn=manager,${REMOTE_BASE}`, password: 'changes everybody' } as const;

export type RemoteFlavour = 'openldap' | '389ds' | 'active-directory';

export interface RemoteSlapd extends AsyncDisposable {
  /** For `ldaps://localhost:PORT`, and `ldap://localhost:PORT` with and without StartTLS. */
  readonly tlsPort: number;
  readonly port: number;
  /** PEM. */
  readonly authority: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Signed in as somebody who may change everything. */
  manager(): Promise<LdapTestClient>;
}

/** Attributes of one person; `uid` or `sAMAccountName` is the name of the entry. */
export type RemoteFixture = Readonly<Record<string, string>>;

/** @returns why there is none, where it cannot be had. */
export async function startRemoteSlapd(
  flavour: RemoteFlavour,
  people: readonly RemoteFixture[],
  options: { readonly certificateFor?: readonly string[] } = {},
): Promise<RemoteSlapd | string> {
  const packages = await unpackSlapd();
  if (!packages.available) return packages.reason;
  const folder = await mkdtemp(join(tmpdir(), 'mailroom-remote-'));
  const [port, tlsPort] = [await freePort(), await freePort()];
  const authority = await createTestAuthority();
  const { cert, key } = await authority.issue(options.certificateFor ?? ['localhost'], { isAlone: true });
  const file = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const entriesFile = await file('base.ldif', slapaddLdif(BASE_ENTRIES));
  const { path, args } = await prepareSlapd(packages.path, {
    ...{ folder, port, entriesFile, suffix: REMOTE_BASE, access: ACCESS, sizeLimit: 1_000_000 },
    schemas: SCHEMAS[flavour],
    indexes: ['entryUUID,uid,mail eq'],
  });
  const configuration = join(folder, 'configuration');
  const changes = [
    'dn: cn=module{0},cn=config\nchangetype: modify\nadd: olcModuleLoad\nolcModuleLoad: ppolicy\n',
    'dn: olcOverlay=ppolicy,olcDatabase={1}mdb,cn=config\nchangetype: add\nobjectClass: olcPPolicyConfig\nolcOverlay: ppolicy\n',
    `dn: cn=config\nchangetype: modify\nadd: olcTLSCertificateFile\nolcTLSCertificateFile: ${await file('cert.pem', cert)}\n` +
      `-\nadd: olcTLSCertificateKeyFile\nolcTLSCertificateKeyFile: ${await file('key.pem', key)}\n`,
  ];
  const slapmodify = await writeWrapper(packages.path, 'slapmodify');
  // One after the other: what a module brings is known when it has been loaded.
  for (const ldif of changes) {
    await execute(slapmodify, ['-F', configuration, '-n', '0', '-l', await file('change.ldif', ldif)]);
  }
  const slapadd = await writeWrapper(packages.path, 'slapadd');
  const peopleFile = await file('people.ldif', slapaddLdif(people.map((person) => entryOf(flavour, person))));
  await execute(slapadd, ['-F', configuration, '-n', '1', '-l', peopleFile]);

  const addresses = `ldap://127.0.0.1:${port}/ ldaps://127.0.0.1:${tlsPort}/`;
  const started = args.map((arg) => (arg.startsWith('ldap://') ? addresses : arg));
  let daemon: Daemon | null = null;
  const server: RemoteSlapd = {
    ...{ tlsPort, port, authority: authority.pem },
    async start() {
      daemon ??= await startDaemon(path, started, { kind: 'tcp', host: '127.0.0.1', port: tlsPort }, folder);
    },
    async stop() {
      await daemon?.[Symbol.asyncDispose]();
      daemon = null;
    },
    async manager() {
      const client = await LdapTestClient.open(port);
      const code = await client.bind(MANAGER.name, MANAGER.password);
      if (code !== 'success') throw new Error(`the manager may not sign in: ${code}`);
      return client;
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

/** The entry of somebody, also for an LDAP `add`. */
export function entryOf(flavour: RemoteFlavour, person: RemoteFixture): LdifRecord {
  const naming = flavour === 'active-directory' ? 'cn' : 'uid';
  const full = { cn: person['uid'] ?? person['sAMAccountName'] ?? '', sn: 'Nobody', ...person };
  const classes = ['inetOrgPerson', ...EXTRA_CLASSES[flavour]].map((name) => ['objectClass', name] as const);
  return {
    dn: `${naming}=${full[naming as 'cn']},${REMOTE_PEOPLE}`,
    attributes: [...classes, ...Object.entries(full)],
  };
}

const EXTRA_CLASSES: Readonly<Record<RemoteFlavour, readonly string[]>> = {
  openldap: [],
  '389ds': ['nsTestPerson'],
  'active-directory': ['adTestPerson'],
};

const ACCESS = [
  `to attrs=userPassword by dn.exact="${MANAGER.name}" write by anonymous auth by * none`,
  `to * by dn.exact="${MANAGER.name}" manage by dn.exact="${READER.name}" read by anonymous auth by * none`,
];

const account = (name: string, password: string): LdifRecord => ({
  dn: name,
  attributes: [
    ['objectClass', 'organizationalRole'],
    ['objectClass', 'simpleSecurityObject'],
    ['cn', /^cn=([^,]+)/.exec(name)?.[1] ?? ''],
    ['userPassword', password],
  ],
});

const BASE_ENTRIES: readonly LdifRecord[] = [
  {
    dn: REMOTE_BASE,
    attributes: [
      ['objectClass', 'domain'],
      ['dc', 'example'],
    ],
  },
  {
    dn: REMOTE_PEOPLE,
    attributes: [
      ['objectClass', 'organizationalUnit'],
      ['ou', 'people'],
    ],
  },
  account(READER.name, READER.password),
  account(MANAGER.name, MANAGER.password),
];

const TEXT = 'EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE';
const NUMBER = 'EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE';
const OCTETS = 'EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE';
const TIME =
  'EQUALITY generalizedTimeMatch ORDERING generalizedTimeOrderingMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 SINGLE-VALUE';

/** The attributes with the identifiers that those directories give them, as far as they are user attributes here. */
const schema = (name: string, attributes: readonly string[], objectClass: string): LdifRecord => ({
  dn: `cn=${name},cn=schema,cn=config`,
  attributes: [
    ['objectClass', 'olcSchemaConfig'],
    ['cn', name],
    ...attributes.map((each) => ['olcAttributeTypes', each] as const),
    ['olcObjectClasses', objectClass],
  ],
});

const SCHEMAS: Readonly<Record<RemoteFlavour, readonly LdifRecord[]>> = {
  openldap: [],
  '389ds': [
    schema(
      'ns',
      [
        `( 2.16.840.1.113730.3.1.542 NAME 'nsUniqueId' ${TEXT} )`,
        `( 2.16.840.1.113730.3.1.610 NAME 'nsAccountLock' ${TEXT} )`,
      ],
      "( 1.3.6.1.4.1.32473.1.1 NAME 'nsTestPerson' SUP top AUXILIARY MAY ( nsUniqueId $ nsAccountLock ) )",
    ),
  ],
  'active-directory': [
    schema(
      'ad',
      [
        `( 1.2.840.113556.1.4.2 NAME 'objectGUID' ${OCTETS} )`,
        `( 1.2.840.113556.1.4.221 NAME 'sAMAccountName' ${TEXT} )`,
        `( 1.2.840.113556.1.4.8 NAME 'userAccountControl' ${NUMBER} )`,
        `( 1.2.840.113556.1.4.302 NAME 'sAMAccountType' ${NUMBER} )`,
        `( 1.2.840.113556.1.2.3 NAME 'whenChanged' ${TIME} )`,
      ],
      "( 1.3.6.1.4.1.32473.1.2 NAME 'adTestPerson' SUP top AUXILIARY " +
        'MAY ( objectGUID $ sAMAccountName $ userAccountControl $ sAMAccountType $ whenChanged ) )',
    ),
  ],
};
