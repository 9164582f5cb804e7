import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, waitForGreeting } from '../harness/ports.ts';
import type { ServerProcess } from '../harness/server-process.ts';
import { ImapConnection } from '../load/imap-connection.ts';
import type { Account, Endpoints, StartOptions, Target } from '../target.ts';
import { setNoDelayOnListeners } from './no-delay.ts';
import { postfixVersion, startPostfix } from './postfix.ts';
import { testAccounts } from './test-accounts.ts';
import { makeCertificate } from './tls-certificate.ts';
import { unpackedPackages } from './unpacked-packages.ts';
import { requireRoot, requireSystemUser, runUnpacked, startUnpacked } from './unpacked-server.ts';

/** As the package's makedirs creates them, which knows only /etc/imapd.conf. */
const LIB_FOLDERS = ['db', 'log', 'msg', 'ptclient', 'quota', 'socket', 'user', 'sieve'].map((name) => `lib/${name}`);
const FOLDERS = ['', 'lib', ...LIB_FOLDERS, 'mail'];
const RUN_FOLDERS = ['proc', 'lock', 'socket'];
const START_TIMEOUT_MS = 20_000;
const SERVER_NAME = 'mail.example.test';
const ADMIN: Account = { userId: 'cyrus', address: 'cyrus@example.test', password: 'Quarry-admin-lantern-42' };

interface Ports {
  readonly imap: number;
  readonly imaps: number;
  readonly pop3: number;
}

interface Configuration {
  readonly root: string;
  readonly runDir: string;
  readonly packages: string;
  readonly ports: Ports;
  readonly certificate: readonly [string, string];
}

/** Postfix → LMTP → Cyrus with Debian's configuration files; what is changed in them stands below and in README. */
export class CyrusTarget implements Target {
  readonly name = 'cyrus';
  #processes: ServerProcess[] = [];

  async start({ workDir, runDir, accounts: count }: StartOptions): Promise<Endpoints> {
    requireRoot('Cyrus');
    const packages = await unpackedPackages('cyrus');
    requireSystemUser('cyrus', 'mail');
    const accounts = testAccounts(count);
    const ports = { imap: await freePort(), imaps: await freePort(), pop3: await freePort() };
    const root = join(workDir, 'cyrus');
    for (const folder of FOLDERS) mkdirSync(join(root, folder));
    for (const folder of RUN_FOLDERS) mkdirSync(join(runDir, folder));
    writeConfiguration({ root, runDir, packages, ports, certificate: makeCertificate(root) });
    writePasswords(packages, root, [ADMIN, ...accounts]);
    execFileSync('chown', ['-R', 'cyrus:mail', root, runDir]);

    const options = ['-C', join(root, 'imapd.conf'), '-M', join(root, 'cyrus.conf'), '-p', join(runDir, 'master.pid')];
    const cyrus = startUnpacked(packages, ['/usr/lib/cyrus/bin/master', '-D', ...options], join(root, 'output.log'));
    this.#processes = [cyrus];
    for (const port of [ports.imap, ports.pop3]) {
      await waitForGreeting(port, START_TIMEOUT_MS, () => cyrus.isRunning);
    }
    setNoDelayOnListeners(cyrus.mainPid);
    await createMailboxes(ports.imap, accounts);
    const lmtp = join(runDir, 'socket/lmtp');
    const postfix = await startPostfix(workDir, lmtp, accounts);
    this.#processes.push(postfix.process);
    return {
      smtpPort: postfix.smtpPort,
      lmtp,
      imapPort: ports.imap,
      imapsPort: ports.imaps,
      pop3Port: ports.pop3,
      mailboxPrefix: 'INBOX.',
      accounts,
    };
  }

  async stop(): Promise<void> {
    for (const process of this.#processes.toReversed()) await process.stop();
  }

  async version(): Promise<string> {
    const cyrus = runUnpacked(await unpackedPackages('cyrus'), ['/usr/lib/cyrus/bin/master', '-V']).trim();
    return `Postfix ${await postfixVersion()}, ${cyrus}`;
  }

  cpuSeconds(): number {
    return this.#processes.reduce((sum, process) => sum + process.cpuSeconds(), 0);
  }

  rssBytes(): number {
    return this.#processes.reduce((sum, process) => sum + process.rssBytes(), 0);
  }

  pssBytes(): number {
    return this.#processes.reduce((sum, process) => sum + process.pssBytes(), 0);
  }
}

/** Debian's two files, with this run's folders and ports, the services of the comparison, and IDLE made immediate. */
function writeConfiguration({ root, runDir, packages, ports, certificate }: Configuration): void {
  const inRoot = (text: string): string =>
    text
      .replaceAll('/var/lib/cyrus', `${root}/lib`)
      .replaceAll('/run/cyrus', runDir)
      .replaceAll('/var/spool/cyrus/mail', `${root}/mail`)
      .replaceAll('/var/spool/sieve', `${root}/lib/sieve`);
  const settings = [
    `servername: ${SERVER_NAME}`,
    `admins: ${ADMIN.userId}`,
    `sasl_sasldb_path: ${root}/lib/sasldb2`,
    'sasl_mech_list: PLAIN',
    'idlemethod: idled',
    `tls_server_cert: ${certificate[0]}`,
    `tls_server_key: ${certificate[1]}`,
  ];
  const imapd = inRoot(readFileSync(join(packages, 'etc/imapd.conf'), 'utf8'));
  writeFileSync(join(root, 'imapd.conf'), `${imapd}\n${settings.join('\n')}\n`);

  const conf = `-C ${root}/imapd.conf`;
  writeFileSync(
    join(root, 'cyrus.conf'),
    `
START {
  recover cmd="/usr/lib/cyrus/bin/ctl_cyrusdb ${conf} -r"
  idled cmd="/usr/lib/cyrus/bin/idled ${conf}"
}
SERVICES {
  imap cmd="imapd ${conf} -U 30" listen="127.0.0.1:${ports.imap}" prefork=0 maxchild=100
  imaps cmd="imapd ${conf} -s -U 30" listen="127.0.0.1:${ports.imaps}" prefork=0 maxchild=100
  pop3 cmd="pop3d ${conf} -U 30" listen="127.0.0.1:${ports.pop3}" prefork=0 maxchild=50
  lmtpunix cmd="lmtpd ${conf}" listen="${runDir}/socket/lmtp" prefork=0 maxchild=20
  notify cmd="notifyd ${conf}" listen="${runDir}/socket/notify" proto="udp" prefork=1
}
EVENTS {
  checkpoint cmd="/usr/lib/cyrus/bin/ctl_cyrusdb ${conf} -c" period=30
}
`,
  );
}

function writePasswords(packages: string, root: string, accounts: readonly Account[]): void {
  const script =
    'while read -r user password; do printf %s "$password" | saslpasswd2 -p -c -f "$1" -u "$2" "$user" || exit; done';
  const lines = accounts.map(({ userId, password }) => `${userId} ${password}\n`).join('');
  runUnpacked(packages, ['sh', '-c', script, 'sh', join(root, 'lib/sasldb2'), SERVER_NAME], lines);
}

async function createMailboxes(port: number, accounts: readonly Account[]): Promise<void> {
  const connection = await ImapConnection.open({ port });
  await connection.login(ADMIN.userId, ADMIN.password);
  for (const { userId } of accounts) await connection.run(`CREATE user.${userId}`);
  await connection.logout();
}
