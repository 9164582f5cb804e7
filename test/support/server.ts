/** Whole servers for tests: in this process on free ports, or as the program that a user starts. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePortOffset } from '../../bench/harness/ports.ts';
import { type Logger, silentLogger } from '../../src/base/log.ts';
import { LogRing } from '../../src/base/log-ring.ts';
import { bootstrapSchema } from '../../src/config/bootstrap.ts';
import { socketPath } from '../../src/config/data-directory.ts';
import {
  type ListenerName,
  type ListenerSpec,
  TCP_LISTENERS,
  type TcpListenerName,
} from '../../src/config/listeners.ts';
import { type AdminClient, createAdminClient } from '../../src/gateways/admin-client/admin-client.ts';
import { type RunningServer, startServer } from '../../src/server.ts';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';

export const ROOT = join(import.meta.dirname, '../..');
export const TEST_DOMAIN = 'example.test';
export const TEST_HOSTNAME = 'mail.example.test';
export const TEST_PASSWORD = 'correct horse battery';

/** Far more than it takes: a machine may be busy with other tests. */
const READY_TIMEOUT_MS = 100_000;
const RECENT_LINES = 500;

export type Ports = Readonly<Record<TcpListenerName, number>>;

export interface TestServer extends AsyncDisposable {
  readonly dataDir: string;
  readonly ports: Ports;
  /** PEM file of the self-made authority, for clients that check certificates. */
  readonly authorityFile: string;
  readonly lmtpSocket: string;
  readonly admin: AdminClient;
  /** Makes users of example.test with TEST_PASSWORD. */
  addUsers(...userIds: string[]): Promise<void>;
}

export interface InProcessServer extends TestServer {
  readonly running: RunningServer;
  /** What `log.list` reads; nothing is written there unless a test does. */
  readonly recentLog: LogRing;
}

/**
 * A server in this process. Passwords are taken in the clear from loopback, and failures are answered at once.
 * Disposing stops it and fails the test when the checker finds anything.
 */
export async function startTestServer(
  options: { readonly log?: Logger; readonly users?: readonly string[] } = {},
): Promise<InProcessServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mailroom-test-'));
  const recentLog = new LogRing(RECENT_LINES);
  const running = await startServer({
    recentLog,
    bootstrap: { ...bootstrapSchema.parse({ hostname: TEST_HOSTNAME, domain: TEST_DOMAIN }), dataDir },
    log: options.log ?? silentLogger,
    listeners: freeListeners(dataDir),
  });
  const server = { ...describe(dataDir, running.ports), running, recentLog };
  await prepareForTests(server);
  await server.addUsers(...(options.users ?? []));
  return {
    ...server,
    async [Symbol.asyncDispose]() {
      const { findings } = await server.admin.call(ENDPOINTS.check, { body: { repair: false } });
      await running.stop(0);
      await rm(dataDir, { recursive: true, force: true });
      if (findings.length > 0) throw new Error(`the checker found ${JSON.stringify(findings, null, 2)}`);
    },
  };
}

export interface SpawnedServer extends TestServer {
  readonly process: ChildProcess;
  /** The server process itself, not its supervisor. */
  readonly serverPid: number;
  /** What it wrote on standard output and error so far. */
  output(): string;
  /** Ends it in order; resolves with the exit code. */
  stop(): Promise<number | null>;
}

export interface SpawnOptions {
  /** An existing one is kept when the server is disposed. */
  readonly dataDir?: string;
  readonly users?: readonly string[];
  /** What to put before `bin/mailroom`, such as `strace …`. */
  readonly wrapper?: readonly string[];
  readonly readyTimeoutMs?: number;
}

/** `bin/mailroom serve`, as a user starts it. */
export async function spawnServer(options: SpawnOptions = {}): Promise<SpawnedServer> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'mailroom-spawn-')));
  const readyFile = join(dataDir, 'ready.json');
  await rm(readyFile, { force: true });
  const portOffset = await freeOffset();
  const args = [
    'serve',
    '--data-dir',
    dataDir,
    '--port-offset',
    String(portOffset),
    '--hostname',
    TEST_HOSTNAME,
    '--domain',
    TEST_DOMAIN,
    '--ready-file',
    readyFile,
  ];
  const [command = '', ...rest] = [...(options.wrapper ?? []), join(ROOT, 'bin/mailroom'), ...args];
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const { pid } = await waitForReady(child, readyFile, options.readyTimeoutMs ?? READY_TIMEOUT_MS, () => output);
  const server = describe(dataDir, portsAt(portOffset));
  const stop = async () => {
    child.kill('SIGTERM');
    return exited;
  };
  try {
    await prepareForTests(server);
    await server.addUsers(...(options.users ?? []));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ...server,
    process: child,
    serverPid: pid,
    output: () => output,
    stop,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) await stop();
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A `--port-offset` with which all ports of a server are free now. */
export function freeOffset(): Promise<number> {
  return freePortOffset(Object.values(TCP_LISTENERS).map(({ port }) => port));
}

export function portsAt(offset: number): Ports {
  return Object.fromEntries(Object.entries(TCP_LISTENERS).map(([name, { port }]) => [name, port + offset])) as Ports;
}

async function waitForReady(
  child: ChildProcess,
  file: string,
  timeoutMs: number,
  output: () => string,
): Promise<{ pid: number }> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as { pid: number };
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${output()}`);
    await sleep(20);
  }
  child.kill('SIGKILL');
  throw new Error(`the server was not ready in ${timeoutMs} ms:\n${output()}`);
}

function describe(dataDir: string, ports: Ports) {
  const admin = createAdminClient(socketPath(dataDir, 'admin'));
  return {
    dataDir,
    ports,
    admin,
    authorityFile: join(dataDir, 'tls', 'ca.pem'),
    lmtpSocket: socketPath(dataDir, 'lmtp'),
    async addUsers(...userIds: string[]) {
      if (userIds.length === 0) return;
      const lines = userIds.map((userId) => `${userId},${userId}@${TEST_DOMAIN},${TEST_PASSWORD}`);
      const report = await admin.call(ENDPOINTS['user.import'], {
        body: { csv: `userId,mail,password\n${lines.join('\n')}` },
      });
      if (report.refused.length > 0) throw new Error(JSON.stringify(report.refused));
    },
  };
}

async function prepareForTests({ admin }: Pick<TestServer, 'admin'>): Promise<void> {
  const set = (name: string, value: string) =>
    admin.call(ENDPOINTS['settings.set'], { path: { name }, body: { value } });
  await set('cleartextAuthFrom', '127.0.0.0/8');
  await set('authFailureDelayMs', '0s');
  // Nobody outside of this machine is asked or written to: port 9 of it answers nothing.
  await set('dnsServers', '127.0.0.1:9');
  await set('mailLookUpDestinations', 'off');
}

function freeListeners(dataDir: string): ListenerSpec[] {
  const tcp = (Object.keys(TCP_LISTENERS) as TcpListenerName[]).map((name) => ({ name, port: 0, host: '127.0.0.1' }));
  const sockets: { name: Exclude<ListenerName, TcpListenerName>; path: string }[] = [
    { name: 'lmtp-socket', path: socketPath(dataDir, 'lmtp') },
    { name: 'admin', path: socketPath(dataDir, 'admin') },
  ];
  return [...tcp, ...sockets];
}
