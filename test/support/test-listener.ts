/** A real listener on a free port of the loopback interface, with settings and a clock that a test can change. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { type Logger, silentLogger } from '../../src/base/log.ts';
import { writeCertificate } from '../../src/config/tls/certificate.ts';
import type { SettingValues } from '../../src/domain/settings/catalogue.ts';
import { defaultValues } from '../../src/domain/settings/settings.ts';
import type { ServeConnection } from '../../src/transports/net/connection.ts';
import { Deadlines } from '../../src/transports/net/deadlines.ts';
import { createListener } from '../../src/transports/net/listener.ts';
import type { Listener, ListenerOptions, NetServices } from '../../src/transports/net/listener-options.ts';
import { createNetServices, createTlsServer } from '../../src/transports/net/net-services.ts';
import { PacedQueue } from '../../src/transports/net/paced-queue.ts';
import { type ServerCertificate, TICKET_KEY_BYTES, TlsContexts } from '../../src/transports/net/tls/tls-contexts.ts';

export interface TestListenerOptions {
  readonly settings?: Partial<SettingValues>;
  readonly security?: 'implicit-tls' | 'starttls' | 'none';
  readonly protocols?: readonly string[];
  readonly asksForCertificate?: boolean;
  readonly log?: Logger;
  readonly overrides?: Partial<ListenerOptions>;
}

export interface TestListener extends Listener, AsyncDisposable {
  readonly contexts: TlsContexts;
  readonly services: NetServices;
  /** Changes a setting from the next question on. */
  set<N extends keyof SettingValues>(name: N, value: SettingValues[N]): void;
  /** Lets so much time go by on the clock of its connections. Resolves when all deadlines have been looked at. */
  passTime(ms: number): Promise<void>;
}

export async function startTestListener(
  serve: ServeConnection,
  options: TestListenerOptions = {},
): Promise<TestListener> {
  const values: Record<string, unknown> = { ...defaultValues(), ...options.settings };
  const settings = { get: <N extends keyof SettingValues>(name: N) => values[name] as SettingValues[N] };
  const log = options.log ?? silentLogger;
  let passedMs = 0;
  const clock: Clock = {
    nowMs: () => systemClock.nowMs() + passedMs,
    monotonicMs: () => systemClock.monotonicMs() + passedMs,
  };
  // A short tick, since tests wait for it.
  const deadlines = new Deadlines(clock, 10);
  const services = {
    ...createNetServices({ settings, clock, log }),
    deadlines,
    farewells: new PacedQueue(),
  };
  const contexts = new TlsContexts(await testCertificate(), randomBytes(TICKET_KEY_BYTES));
  const { security: kind = 'starttls', protocols = [], asksForCertificate = false } = options;
  const tls = createTlsServer(contexts, { settings, log });
  const listener = await createListener({
    ...services,
    name: 'test',
    endpoint: { port: 0, host: '127.0.0.1' },
    security: kind === 'none' ? { kind } : { kind, tls, protocols, asksForCertificate },
    serve,
    refuse: (reason) => `refused ${reason}\r\n`,
    ...options.overrides,
  });
  return {
    name: listener.name,
    port: listener.port,
    contexts,
    services,
    get connections() {
      return listener.connections;
    },
    set: (name, value) => {
      values[name] = value;
    },
    async passTime(ms) {
      passedMs += ms;
      await new Promise<void>((resolve) => {
        // Looked at behind all others.
        const last = { deadlineMs: 0, expire: () => resolve(deadlines.forget(last)) };
        deadlines.watch(last);
      });
    },
    close: (how) => listener.close(how),
    turnAway: (how) => listener.turnAway(how),
    resume: () => listener.resume(),
    [Symbol.asyncDispose]: () => listener.close({ deadlineMs: 0 }),
  };
}

let made: Promise<ServerCertificate> | null = null;

function testCertificate(): Promise<ServerCertificate> {
  made ??= newTestCertificate();
  return made;
}

/** Signed by itself, for localhost. */
export async function newTestCertificate(): Promise<ServerCertificate> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const chain = await writeCertificate({
    subject: 'localhost',
    issuer: 'localhost',
    subjectKey: privateKey,
    issuerKey: privateKey,
    serialNumber: randomBytes(16),
    notBeforeMs: Date.now() - 86_400_000,
    notAfterMs: Date.now() + 86_400_000,
    use: { names: ['localhost', '127.0.0.1'] },
  });
  return { chain, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}
