/**
 * Programs that nobody here wrote, to test against: found on the system, else fetched from Debian.
 *
 * With CI=true as root, or with MAILROOM_TEST_INSTALL=1, missing ones are installed into the system, without starting
 * services. Otherwise they are unpacked into `.peers/` of the checkout and run from there. Where neither works, the
 * test that asks learns why:
 *
 *     const swaks = await peer('swaks');
 *     if (!swaks.available) return context.skip(swaks.reason);
 *     await run(swaks.path, ['--server', …]);
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installPackages, mayInstall, unpackPackages } from './debian-packages.ts';
import { writeWrapper } from './wrapper.ts';

export type Peer =
  | { readonly available: true; readonly path: string }
  | { readonly available: false; readonly reason: string };

export type PeerName = keyof typeof PEERS;

/** The program, and the packages that it needs for what the tests do with it: some are only recommended by Debian. */
const PEERS = {
  swaks: { program: 'swaks', packages: ['swaks', 'libnet-ssleay-perl'] },
  msmtp: { program: 'msmtp', packages: ['msmtp'] },
  curl: { program: 'curl', packages: ['curl'] },
  mbsync: { program: 'mbsync', packages: ['isync', 'libsasl2-modules'] },
  getmail: { program: 'getmail', packages: ['getmail6'] },
  fetchmail: { program: 'fetchmail', packages: ['fetchmail'] },
  offlineimap: { program: 'offlineimap', packages: ['offlineimap3'] },
  mutt: { program: 'mutt', packages: ['mutt', 'libsasl2-modules'] },
  python3: { program: 'python3', packages: ['python3'] },
  openssl: { program: 'openssl', packages: ['openssl'] },
  strace: { program: 'strace', packages: ['strace'] },
  gsasl: { program: 'gsasl', packages: ['gsasl'] },
  chromium: { program: 'chromium', packages: ['chromium', 'fonts-liberation', 'fonts-dejavu-core'] },
  pebble: { program: 'pebble', packages: ['pebble'] },
  oathtool: { program: 'oathtool', packages: ['oathtool'] },
  zsh: { program: 'zsh', packages: ['zsh', 'zsh-common'] },
  fish: { program: 'fish', packages: ['fish', 'fish-common'] },
  ldapsearch: { program: 'ldapsearch', packages: ['ldap-utils', 'libsasl2-modules'] },
  ldapwhoami: { program: 'ldapwhoami', packages: ['ldap-utils', 'libsasl2-modules'] },
  ldapcompare: { program: 'ldapcompare', packages: ['ldap-utils', 'libsasl2-modules'] },
  ldapadd: { program: 'ldapadd', packages: ['ldap-utils', 'libsasl2-modules'] },
  ldapmodify: { program: 'ldapmodify', packages: ['ldap-utils', 'libsasl2-modules'] },
  ldapmodrdn: { program: 'ldapmodrdn', packages: ['ldap-utils', 'libsasl2-modules'] },
  ldapdelete: { program: 'ldapdelete', packages: ['ldap-utils', 'libsasl2-modules'] },
  ldappasswd: { program: 'ldappasswd', packages: ['ldap-utils', 'libsasl2-modules'] },
  ldapvi: { program: 'ldapvi', packages: ['ldapvi'] },
} as const satisfies Record<string, { program: string; packages: readonly string[] }>;

/** Servers, which are never installed: they exclude each other, and nobody wants one started behind his back. */
const SERVERS = {
  postfix: ['postfix'],
  cyrus: ['cyrus-imapd', 'cyrus-pop3d', 'sasl2-bin', 'libsasl2-modules'],
  dovecot: ['dovecot-imapd', 'dovecot-lmtpd', 'dovecot-pop3d'],
  clamav: ['clamav-daemon'],
  'python-milter': ['python3-milter'],
  'python-ldap3': ['python3-ldap3', 'python3-pyasn1'],
  opendkim: ['opendkim'],
  'opendkim-tools': ['opendkim', 'opendkim-tools'],
  'python-dkim': ['python3-dkim', 'python3-nacl', 'python3-dnspython', 'python3-authres'],
  spamassassin: ['spamd', 'spampd'],
  'sasl-xoauth2': ['libsasl2-modules-kdexoauth2'],
  exim: ['exim4-daemon-light'],
  knot: ['knot'],
  nginx: ['nginx'],
  slapd: ['slapd'],
  unbound: ['unbound'],
} as const satisfies Record<string, readonly string[]>;

export const ALL_PEERS = Object.keys(PEERS) as PeerName[];

const found = new Map<PeerName, Promise<Peer>>();

/** One program, ready to run. Looked for once in a process. */
export async function peer(name: PeerName): Promise<Peer> {
  const known = found.get(name) ?? findPeer(name);
  found.set(name, known);
  return await known;
}

/** Several programs; what has to be installed is installed in one go. */
export async function ensurePeers(names: readonly PeerName[]): Promise<ReadonlyMap<PeerName, Peer>> {
  const missing = names.filter((name) => onPath(PEERS[name].program) === undefined);
  if (missing.length > 0 && mayInstall()) {
    // A failure is met again, with its reason, by the one that it concerns.
    await installPackages(missing.flatMap((name) => PEERS[name].packages)).catch(() => {});
  }
  const peers = new Map<PeerName, Peer>();
  for (const name of names) peers.set(name, await peer(name));
  return peers;
}

/**
 * The files of a server as they are in its Debian packages, with the libraries that this system lacks.
 *
 * @returns the folder that holds its `usr` and `etc`, or why there is none.
 */
export async function unpackPeer(name: keyof typeof SERVERS): Promise<Peer> {
  return await orReason(async () => await unpackPackages(name, SERVERS[name]));
}

async function findPeer(name: PeerName): Promise<Peer> {
  const { program, packages } = PEERS[name];
  const present = onPath(program);
  if (present !== undefined) return { available: true, path: present };
  return await orReason(async () => {
    if (!mayInstall()) return await writeWrapper(await unpackPackages(name, packages), program);
    await installPackages(packages);
    const installed = onPath(program);
    if (installed === undefined) throw new Error(`the packages ${packages.join(', ')} bring no ${program}`);
    return installed;
  });
}

async function orReason(prepare: () => Promise<string>): Promise<Peer> {
  try {
    return { available: true, path: await prepare() };
  } catch (error) {
    return { available: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

function onPath(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, program))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
