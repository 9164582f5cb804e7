/** Mail servers that nobody here wrote, which take mail and file it: Postfix and Exim from Debian, unpacked. */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, waitForGreeting } from '../../../bench/harness/ports.ts';
import { requireRoot, requireSystemUser, startUnpacked } from '../../../bench/targets/unpacked-server.ts';
import { unpackPeer } from '../../support/peers/peers.ts';
import type { TestCertificate } from '../../support/test-certificates.ts';

export interface ReceivingServer extends AsyncDisposable {
  readonly port: number;
  /** The messages that it has filed, in no order; each as a file of lines. */
  messages(): string[];
}

const START_TIMEOUT_MS = 30_000;

/** Takes mail for users of example.org, except for `nobody`. @returns why there is none */
export async function startReceivingPostfix(certificate: TestCertificate): Promise<ReceivingServer | string> {
  return await start('postfix', ['postfix', 'postdrop'], certificate, ({ folder, packages, port, user }) => {
    const etc = join(folder, 'etc');
    for (const name of ['etc', 'data', 'queue', 'queue/pid', ...PRIVATE.map((queue) => `queue/${queue}`)]) {
      mkdirSync(join(folder, name));
    }
    for (const queue of PRIVATE) own(join(folder, 'queue', queue), user, 0, 0o700);
    const postdrop = Number(execFileSync('getent', ['group', 'postdrop'], { encoding: 'utf8' }).split(':')[2]);
    for (const [queue, mode] of [
      ['maildrop', 0o730],
      ['public', 0o710],
    ] as const) {
      mkdirSync(join(folder, 'queue', queue));
      own(join(folder, 'queue', queue), user, postdrop, mode);
    }
    own(join(folder, 'data'), user, user, 0o700);
    const services = readFileSync(join(packages, 'usr/share/postfix/master.cf.dist'), 'utf8')
      .replace(/^smtp(\s+inet\s.*)$/m, `127.0.0.1:${port}$1`)
      .replace(/^(\S+\s+(?:inet|unix)\s+\S+\s+\S+\s+)y(\s)/gm, '$1n$2');
    writeFileSync(join(etc, 'master.cf'), services);
    cpSync(join(packages, 'usr/share/postfix/dynamicmaps.cf'), join(etc, 'dynamicmaps.cf'));
    writeFileSync(join(etc, 'users'), '/^nobody@/ reject\n/./ new/\n');
    const settings = {
      compatibility_level: '3.6',
      queue_directory: join(folder, 'queue'),
      data_directory: join(folder, 'data'),
      myhostname: 'mx.example.org',
      mydestination: '',
      inet_interfaces: '127.0.0.1',
      inet_protocols: 'ipv4',
      alias_maps: '',
      maillog_file: '/dev/stdout',
      message_size_limit: '20000000',
      smtpd_recipient_restrictions:
        'check_recipient_access inline:{{nobody@example.org=550 5.1.1 no such user}}, permit',
      smtpd_relay_restrictions: 'reject_unauth_destination',
      smtpd_tls_security_level: 'may',
      smtpd_tls_cert_file: join(folder, 'cert.pem'),
      smtpd_tls_key_file: join(folder, 'key.pem'),
      virtual_mailbox_domains: 'example.org',
      virtual_mailbox_base: join(folder, 'mail'),
      virtual_mailbox_maps: 'static:box/',
      virtual_minimum_uid: '1',
      virtual_uid_maps: `static:${user}`,
      virtual_gid_maps: `static:${user}`,
    };
    writeFileSync(
      join(etc, 'main.cf'),
      Object.entries(settings)
        .map(([name, value]) => `${name} = ${value}\n`)
        .join(''),
    );
    return ['/usr/lib/postfix/sbin/master', '-s', '-c', etc];
  });
}

/** The same of Exim, without BDAT: it gets its mail by DATA, where lines begin with a second dot. */
export async function startReceivingExim(certificate: TestCertificate): Promise<ReceivingServer | string> {
  return await start('exim', ['Debian-exim'], certificate, ({ folder, port, user }) => {
    mkdirSync(join(folder, 'spool'));
    own(join(folder, 'spool'), user, user, 0o750);
    const file = join(folder, 'exim.conf');
    writeFileSync(
      file,
      `
primary_hostname = mx.example.org
spool_directory = ${join(folder, 'spool')}
log_file_path = ${join(folder, 'spool')}/%slog
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port}
tls_advertise_hosts = *
tls_certificate = ${join(folder, 'cert.pem')}
tls_privatekey = ${join(folder, 'key.pem')}
chunking_advertise_hosts =
dsn_advertise_hosts = *
smtputf8_advertise_hosts = *
keep_environment =
acl_smtp_rcpt = rcpt
acl_smtp_data = accept
deliver_drop_privilege = true
begin acl
rcpt:
  deny message = 5.1.1 no such user
       local_parts = nobody
  accept domains = example.org
  deny
begin routers
all:
  driver = accept
  transport = file
begin transports
file:
  driver = appendfile
  maildir_format
  directory = ${join(folder, 'mail/box')}
  create_directory
  return_path_add
`,
    );
    return ['/usr/sbin/exim4', '-C', file, '-bdf', '-q10m'];
  });
}

interface Place {
  readonly folder: string;
  readonly packages: string;
  readonly port: number;
  readonly user: number;
}

const PRIVATE = 'active bounce corrupt defer deferred flush hold incoming private saved trace'.split(' ');

async function start(
  name: 'postfix' | 'exim',
  [user, group]: readonly [string, string?],
  certificate: TestCertificate,
  prepare: (place: Place) => readonly string[],
): Promise<ReceivingServer | string> {
  const found = await unpackPeer(name);
  if (!found.available) return `${name}: ${found.reason}`;
  try {
    requireRoot(name);
  } catch (error) {
    return String(error);
  }
  requireSystemUser(user);
  if (group !== undefined) requireSystemUser(user, group);
  const folder = await mkdtemp(join(tmpdir(), `mailroom-${name}-`));
  chmodSync(folder, 0o755);
  const port = await freePort();
  const uid = Number(execFileSync('getent', ['passwd', user], { encoding: 'utf8' }).split(':')[2]);
  writeFileSync(join(folder, 'cert.pem'), certificate.cert);
  writeFileSync(join(folder, 'key.pem'), certificate.key);
  own(join(folder, 'key.pem'), uid, uid, 0o600);
  mkdirSync(join(folder, 'mail'));
  own(join(folder, 'mail'), uid, uid, 0o700);
  const command = prepare({ folder, packages: found.path, port, user: uid });
  const server = startUnpacked(found.path, command, join(folder, 'output.log'));
  try {
    await waitForGreeting(port, START_TIMEOUT_MS, () => server.isRunning);
  } catch (error) {
    await server.stop();
    throw new Error(`${name} does not start\n${server.logTail()}`, { cause: error });
  }
  const filed = join(folder, 'mail/box/new');
  return {
    port,
    messages: () => names(filed).map((file) => readFileSync(join(filed, file), 'latin1')),
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Made with the first message.
    return [];
  }
}

function own(path: string, uid: number, gid: number, mode: number): void {
  chownSync(path, uid, gid);
  chmodSync(path, mode);
}
