import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, waitForGreeting } from '../harness/ports.ts';
import type { ServerProcess } from '../harness/server-process.ts';
import type { Account, Endpoints, StartOptions, Target } from '../target.ts';
import { postfixVersion, startPostfix } from './postfix.ts';
import { testAccounts } from './test-accounts.ts';
import { makeCertificate } from './tls-certificate.ts';
import { unpackedPackages } from './unpacked-packages.ts';
import { requireRoot, requireSystemUser, runUnpacked, startUnpacked } from './unpacked-server.ts';

const START_TIMEOUT_MS = 20_000;

interface Ports {
  readonly imap: number;
  readonly imaps: number;
  readonly pop3: number;
}

/** Postfix → LMTP → Dovecot, Maildir. */
export class DovecotTarget implements Target {
  readonly name = 'dovecot';
  #processes: ServerProcess[] = [];

  async start({ workDir, runDir, accounts: count }: StartOptions): Promise<Endpoints> {
    requireRoot('Dovecot');
    const packages = await unpackedPackages('dovecot');
    requireSystemUser('dovecot');
    requireSystemUser('dovenull');
    const accounts = testAccounts(count);
    const ports = { imap: await freePort(), imaps: await freePort(), pop3: await freePort() };
    const root = join(workDir, 'dovecot');
    for (const folder of ['', 'state', 'mail']) mkdirSync(join(root, folder));
    execFileSync('chown', ['dovecot:dovecot', join(root, 'mail')]);
    writeFileSync(join(root, 'passwd'), passwordFile(accounts), { mode: 0o644 });
    writeFileSync(join(root, 'dovecot.conf'), configuration(root, runDir, ports, makeCertificate(root)));
    const command = ['/usr/sbin/dovecot', '-F', '-c', join(root, 'dovecot.conf')];
    const dovecot = startUnpacked(packages, command, join(root, 'output.log'));
    this.#processes = [dovecot];
    for (const port of Object.values(ports)) {
      if (port !== ports.imaps) await waitForGreeting(port, START_TIMEOUT_MS, () => dovecot.isRunning);
    }
    const lmtp = join(runDir, 'lmtp');
    const postfix = await startPostfix(workDir, lmtp, accounts);
    this.#processes.push(postfix.process);
    return {
      smtpPort: postfix.smtpPort,
      lmtp,
      imapPort: ports.imap,
      imapsPort: ports.imaps,
      pop3Port: ports.pop3,
      mailboxPrefix: '',
      accounts,
    };
  }

  async stop(): Promise<void> {
    for (const process of this.#processes.toReversed()) await process.stop();
  }

  async version(): Promise<string> {
    const dovecot = runUnpacked(await unpackedPackages('dovecot'), ['/usr/sbin/dovecot', '--version']).trim();
    return `Postfix ${await postfixVersion()}, Dovecot ${dovecot}`;
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

function passwordFile(accounts: readonly Account[]): string {
  return accounts.map(({ userId, password }) => `${userId}:{PLAIN}${password}\n`).join('');
}

function configuration(
  root: string,
  runDir: string,
  ports: Ports,
  [certificate, key]: readonly [string, string],
): string {
  return `
base_dir = ${runDir}
state_dir = ${root}/state
log_path = ${root}/dovecot.log
protocols = imap pop3 lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <${certificate}
ssl_key = <${key}
disable_plaintext_auth = no
auth_username_format = %Ln
mail_location = maildir:~/Maildir
first_valid_uid = 1
# Without it the config service reads /etc/dovecot/dovecot.conf.
service config {
  executable = config -c ${root}/dovecot.conf
}
passdb {
  driver = passwd-file
  args = ${root}/passwd
}
userdb {
  driver = static
  args = uid=dovecot gid=dovecot home=${root}/mail/%n
}
service imap-login {
  inet_listener imap {
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = ${ports.imaps}
    ssl = yes
  }
}
service pop3-login {
  inet_listener pop3 {
    port = ${ports.pop3}
  }
  inet_listener pop3s {
    port = 0
  }
}
service lmtp {
  unix_listener lmtp {
    mode = 0666
  }
}
`;
}
