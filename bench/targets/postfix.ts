import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, waitForGreeting } from '../harness/ports.ts';
import type { ServerProcess } from '../harness/server-process.ts';
import type { Account } from '../target.ts';
import { DOMAIN } from './test-accounts.ts';
import { unpackedPackages } from './unpacked-packages.ts';
import { requireRoot, requireSystemUser, runUnpacked, startUnpacked } from './unpacked-server.ts';

const START_TIMEOUT_MS = 20_000;
const OWNED_QUEUES = [
  'active',
  'bounce',
  'corrupt',
  'defer',
  'deferred',
  'flush',
  'hold',
  'incoming',
  'private',
  'saved',
  'trace',
];

export interface RunningPostfix {
  readonly process: ServerProcess;
  readonly smtpPort: number;
}

/**
 * Debian's Postfix in front of an LMTP server's Unix socket. Everything has its default, except folders, the
 * listening address, the table of recipients and the transport; see README for the list.
 */
export async function startPostfix(
  workDir: string,
  lmtpSocket: string,
  accounts: readonly Account[],
): Promise<RunningPostfix> {
  const users = join(workDir, 'recipients');
  writeFileSync(users, accounts.map(({ address }) => `${address} x\n`).join(''));
  return startConfiguredPostfix(workDir, {
    virtual_mailbox_domains: DOMAIN,
    virtual_mailbox_maps: `texthash:${users}`,
    virtual_transport: `lmtp:unix:${lmtpSocket}`,
  });
}

/** With these settings beside Debian's and those that say where it lies. */
export async function startConfiguredPostfix(
  workDir: string,
  settings: Readonly<Record<string, string>>,
): Promise<RunningPostfix> {
  requireRoot('Postfix');
  const packages = await unpackedPackages('postfix');
  requireSystemUser('postfix');
  requireSystemUser('postfix', 'postdrop');
  const root = join(workDir, 'postfix');
  const smtpPort = await freePort();
  makeFolders(root);
  writeConfiguration(root, packages, smtpPort, settings);
  const command = ['/usr/lib/postfix/sbin/master', '-s', '-c', join(root, 'etc')];
  const process = startUnpacked(packages, command, join(root, 'output.log'));
  try {
    await waitForGreeting(smtpPort, START_TIMEOUT_MS, () => process.isRunning);
  } catch (error) {
    await process.stop();
    throw new Error(`Postfix does not start\n${process.logTail()}`, { cause: error });
  }
  return { process, smtpPort };
}

export async function postfixVersion(): Promise<string> {
  const packages = await unpackedPackages('postfix');
  return runUnpacked(packages, ['postconf', '-c', join(packages, 'usr/share/postfix'), '-dh', 'mail_version']).trim();
}

function makeFolders(root: string): void {
  for (const folder of ['', 'etc', 'data', 'queue', ...OWNED_QUEUES.map((name) => `queue/${name}`)]) {
    mkdirSync(join(root, folder));
  }
  const [uid, postdrop] = [id('passwd', 'postfix'), id('group', 'postdrop')];
  for (const name of OWNED_QUEUES) own(join(root, 'queue', name), uid, 0, 0o700);
  for (const [name, mode] of [
    ['maildrop', 0o730],
    ['public', 0o710],
  ] as const) {
    mkdirSync(join(root, 'queue', name));
    own(join(root, 'queue', name), uid, postdrop, mode);
  }
  mkdirSync(join(root, 'queue/pid'));
  own(join(root, 'data'), uid, uid, 0o700);
}

function writeConfiguration(
  root: string,
  packages: string,
  smtpPort: number,
  settings: Readonly<Record<string, string>>,
): void {
  const etc = join(root, 'etc');
  // The packaged table of services, with the listener's port; chroot off, since the queue has no copy of /etc.
  const services = readFileSync(join(packages, 'usr/share/postfix/master.cf.dist'), 'utf8')
    .replace(/^smtp(\s+inet\s.*)$/m, `127.0.0.1:${smtpPort}$1`)
    .replace(/^(\S+\s+(?:inet|unix)\s+\S+\s+\S+\s+)y(\s)/gm, '$1n$2');
  writeFileSync(join(etc, 'master.cf'), services);
  for (const name of ['dynamicmaps.cf']) cpSync(join(packages, 'usr/share/postfix', name), join(etc, name));
  const all = {
    compatibility_level: '3.6',
    queue_directory: join(root, 'queue'),
    data_directory: join(root, 'data'),
    myhostname: 'mail.example.test',
    mydestination: '',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    biff: 'no',
    alias_maps: '',
    ...settings,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}\n`);
  writeFileSync(join(etc, 'main.cf'), lines.join(''));
}

function own(path: string, uid: number, gid: number, mode: number): void {
  chownSync(path, uid, gid);
  chmodSync(path, mode);
}

function id(database: 'group' | 'passwd', name: string): number {
  return Number(execFileSync('getent', [database, name], { encoding: 'utf8' }).split(':')[2]);
}
