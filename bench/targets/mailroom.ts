import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePortOffset, waitForGreeting } from '../harness/ports.ts';
import { ServerProcess } from '../harness/server-process.ts';
import { type Account, type Endpoints, type StartOptions, type Target, TargetUnavailable } from '../target.ts';
import { loadDirectory, migrateAccounts } from './mailroom-directory.ts';
import { type SmtpSinks, startSinks } from './smtp-sinks.ts';
import { DOMAIN, testAccounts } from './test-accounts.ts';

const run = promisify(execFile);
const MAILROOM = join(import.meta.dirname, '../../bin/mailroom');
const READY_TIMEOUT_MS = 30_000;
const READY_POLL_MS = 20;
/** A server at rest uses less than this much of a processor in this time. */
const REST_CPU_SECONDS = 0.03;
const REST_POLL_MS = 1_000;
const REST_TIMEOUT_MS = 240_000;
/** The rig is one device that sends as much as thousands of users: no limit on what one sends may stand in its way. */
const NO_OUTBOUND_LIMITS = {
  outboundMessagesPerHour: 1_000_000,
  outboundMessagesPerDay: 10_000_000,
  outboundRecipientsPerHour: 10_000_000,
  outboundRecipientsPerDay: 100_000_000,
  outboundSurgeFactor: 0,
};
const STANDARD_PORTS = [24, 25, 110, 143, 389, 443, 465, 587, 636, 993, 995, 10_025];

/** `--ready-file`: the part that the rig uses. */
interface Ready {
  readonly ports: Readonly<Record<'smtp' | 'submission' | 'imap' | 'imaps' | 'pop3' | 'ldap' | 'https', number>> & {
    readonly lmtp?: number;
  };
}

export class MailroomTarget implements Target {
  readonly name = 'mailroom';
  #server: ServerProcess | undefined;
  #dataDir = '';
  #launch: () => Promise<Ready> = () => Promise.reject(new Error('not started'));
  #sinks: SmtpSinks | undefined;

  async start({ workDir, runDir, accounts: count, destinations, directoryPeople }: StartOptions): Promise<Endpoints> {
    if (!existsSync(MAILROOM)) throw new TargetUnavailable('bin/mailroom does not exist yet');
    this.#dataDir = join(workDir, 'data');
    const readyFile = join(workDir, 'ready.json');
    const names = ['--hostname', 'mail.example.test', '--domain', DOMAIN];
    const paths = ['--data-dir', this.#dataDir, '--ready-file', readyFile];
    const offset = ['--port-offset', String(await freePortOffset(STANDARD_PORTS))];
    this.#launch = async () => {
      rmSync(readyFile, { force: true });
      const server = new ServerProcess({
        command: process.execPath,
        args: [MAILROOM, 'serve', ...paths, ...offset, ...names],
        logFile: join(workDir, 'output.log'),
      });
      this.#server = server;
      const ready = await readReadyFile(readyFile, server);
      await waitForGreeting(ready.ports.smtp, READY_TIMEOUT_MS, () => server.isRunning);
      return ready;
    };
    const { ports } = await this.#launch();

    await this.#command('settings', 'set', 'cleartextAuthFrom', '127.0.0.0/8');
    const accounts = testAccounts(count);
    const csv = join(workDir, 'accounts.csv');
    writeFileSync(csv, csvOf(accounts));
    await this.#command('user', 'import', csv);
    const relay = destinations === undefined ? {} : await this.#relay(ports.submission, runDir, destinations);
    const directory =
      directoryPeople === undefined ? {} : await loadDirectory(this.#command, workDir, ports.ldap, directoryPeople);
    await this.settle();
    return {
      ...relay,
      ...directory,
      smtpPort: ports.smtp,
      lmtp: ports.lmtp,
      imapPort: ports.imap,
      imapsPort: ports.imaps,
      pop3Port: ports.pop3,
      webPort: ports.https,
      mailboxPrefix: '',
      accounts,
    };
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
    await this.#sinks?.stop();
  }

  async restart(): Promise<number> {
    await this.#server?.stop();
    const startedMs = performance.now();
    await this.#launch();
    const durationMs = performance.now() - startedMs;
    await this.settle();
    return durationMs;
  }

  /** Imported passwords are hashed in the background: that is not what is measured, and changes what a sign-in costs. */
  async settle(): Promise<void> {
    const deadline = performance.now() + REST_TIMEOUT_MS;
    for (let before = this.cpuSeconds(); performance.now() < deadline; before = this.cpuSeconds()) {
      await sleep(REST_POLL_MS);
      if (this.cpuSeconds() - before < REST_CPU_SECONDS) return;
    }
  }

  migrate(accounts: number): Promise<number> {
    return migrateAccounts(this.#command, join(this.#dataDir, '..'), accounts);
  }

  async version(): Promise<string> {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
    return `Mailroom ${String(version)}`;
  }

  cpuSeconds(): number {
    return this.#server?.cpuSeconds() ?? 0;
  }

  rssBytes(): number {
    return this.#server?.rssBytes() ?? 0;
  }

  pssBytes(): number {
    return this.#server?.pssBytes() ?? 0;
  }

  async eventLoopMaxMs(): Promise<number | undefined> {
    try {
      const status = JSON.parse(await this.#command('status', '--json')) as { eventLoop?: { maxMs?: number } };
      return status.eventLoop?.maxMs;
    } catch {
      return undefined;
    }
  }

  /** The rig is a device that may submit, and routes lead to the sinks. */
  async #relay(port: number, runDir: string, count: number): Promise<Pick<Endpoints, 'relay'>> {
    this.#sinks = await startSinks(runDir, count);
    const { destinations, nobody, received } = this.#sinks;
    await this.#command('settings', 'set', 'submissionFrom', '127.0.0.0/8');
    for (const [name, value] of Object.entries(NO_OUTBOUND_LIMITS)) {
      await this.#command('settings', 'set', name, String(value));
    }
    for (const { pattern, host, port: sinkPort } of [...destinations, { pattern: '*', ...nobody }]) {
      await this.#command('route', 'set', pattern, host, '--port', String(sinkPort), '--tls', 'none');
    }
    return { relay: { port, received } };
  }

  readonly #command = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await run(process.execPath, [MAILROOM, ...args, '--data-dir', this.#dataDir], {
      timeout: 20 * READY_TIMEOUT_MS,
      maxBuffer: 16 * 1024 * 1024,
    });
    return stdout;
  };
}

/** The columns of `mailroom user import`. */
function csvOf(accounts: readonly Account[]): string {
  const rows = accounts.map(
    ({ userId, address, password }, i) => `${userId},${address},User,Number ${i},${password}\n`,
  );
  return `userId,mail,firstName,lastName,password\n${rows.join('')}`;
}

async function readReadyFile(path: string, server: ServerProcess): Promise<Ready> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  for (;;) {
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    if (text.trimEnd().endsWith('}')) return JSON.parse(text) as Ready;
    if (!server.isRunning) throw new Error(`Mailroom ended while starting:\n${server.logTail()}`);
    if (performance.now() > deadline) throw new Error(`Mailroom is not ready after ${READY_TIMEOUT_MS} ms`);
    await sleep(READY_POLL_MS);
  }
}
