/** The directory of a test with all that the management API needs of outgoing mail: a real queue, quarantine and trace. */
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import { LogRing } from '../../src/base/log-ring.ts';
import { createClientSetupServices } from '../../src/composition/client-setup.ts';
import { openDirectoryTables } from '../../src/composition/directory-tables.ts';
import { deliveryUnit } from '../../src/composition/service-units.ts';
import { createActivityHistory } from '../../src/domain/activity/history.ts';
import { createDkimKeys } from '../../src/domain/authentication/dkim-keys.ts';
import { createDomainDns } from '../../src/domain/authentication/domain-dns.ts';
import { serviceRecords } from '../../src/domain/client-setup/service-records.ts';
import type { ChannelNames } from '../../src/domain/directory/alias-members.ts';
import { checkHostRecords } from '../../src/domain/directory/host-records.ts';
import { createOwnAccount } from '../../src/domain/directory/own/own-account.ts';
import { createOwnAliases } from '../../src/domain/directory/own/own-aliases.ts';
import { createOwnSessions } from '../../src/domain/directory/own/own-sessions.ts';
import { createRoutes, openRoutePassword } from '../../src/domain/directory/routes.ts';
import { createUndo } from '../../src/domain/directory/undo/undo.ts';
import { createUserSessions } from '../../src/domain/directory/user-sessions.ts';
import { createEventFeed } from '../../src/domain/events/event-feed.ts';
import { createQuarantine } from '../../src/domain/filters/quarantine.ts';
import { createHealth } from '../../src/domain/health/health.ts';
import type { QuarantineId } from '../../src/domain/ports/ids.ts';
import type { MailSender, Transmission } from '../../src/domain/ports/mail-sender.ts';
import type { NameService } from '../../src/domain/ports/name-service.ts';
import type { NewQuarantined } from '../../src/domain/ports/quarantine.ts';
import type { OutgoingMessage } from '../../src/domain/ports/queue.ts';
import { applyOne } from '../../src/domain/ports/store.ts';
import { createOutgoingQueue } from '../../src/domain/queue/outgoing-queue.ts';
import { createServiceControl } from '../../src/domain/services/service-control.ts';
import { createTrace } from '../../src/domain/trace/trace.ts';
import { openObservations } from '../../src/engines/embedded/observations/open.ts';
import type { AdminDependencies } from '../../src/transports/admin/handler.ts';
import { openCertificateOffice } from './certificate-office.ts';
import { openTestDirectory } from './directory.ts';
import { stage } from './store.ts';
import { createTestAuthority } from './test-certificates.ts';

export type MailOffice = Awaited<ReturnType<typeof openMailOffice>>;

const HOSTNAME = 'mail.example.test';
const SUBJECT = 'Subject: the invoice\r\n';

const NOTHING = { kind: 'none', isNxDomain: true, isAuthenticated: false } as const;
const names: NameService = {
  mx: async () => NOTHING,
  addresses: async () => NOTHING,
  ipv4: async () => NOTHING,
  ipv6: async () => NOTHING,
  txt: async () => NOTHING,
  ptr: async () => NOTHING,
  tlsa: async () => NOTHING,
  srv: async () => NOTHING,
  alias: async () => NOTHING,
};

/** Notices, and what is released from quarantine, go to `admin`. No message is tried before the test begins with it: `queue.start()`. Then each is put off. */
export async function openMailOffice(channels: ChannelNames) {
  const directory = await openTestDirectory({ channels });
  const { store, settings, box } = directory;
  const { account } = await directory.users.get('admin');
  const toAdmin = { account, mailbox: null, system: 0, keywords: '' };
  const base = { store, settings, clock: systemClock, log: silentLogger, hostname: HOSTNAME };
  const observations = openObservations({ ...base, directory: directory.opened.directory });
  const trace = createTrace(observations, systemClock);
  const sent: Transmission[] = [];
  let nextQueueId = 1;
  const queue = createOutgoingQueue({
    ...base,
    trace,
    observations,
    random: () => 0.5,
    nextQueueId: () => `N${nextQueueId++}`,
    placesOf: async () => ({ local: [toAdmin], remote: [] }),
    sign: async () => '',
    sender: createBusySender(sent),
    channels: { ...channels, deliver: () => Promise.reject(new Error('not part of this test')) },
    openPassword: (route) => openRoutePassword(box, route),
  });
  const keys = createDkimKeys({ ...base, box });
  const quarantine = createQuarantine({
    ...base,
    trace,
    redeliver: async () => ({
      local: [toAdmin],
      outgoing: [],
      receivedAt: { ms: 0, offsetMinutes: 0 },
      filed: async () => {},
    }),
  });
  const serviceControl = createServiceControl({ ...base, units: [deliveryUnit(queue)] });
  const history = createActivityHistory(observations, silentLogger);
  const health = createHealth({ ...base, checks: [] });
  const onSample = () => () => {};
  const monitoring = {
    serviceControl,
    activity: history,
    health,
    events: createEventFeed({ ...base, services: serviceControl, health, onSample }),
    recentLog: new LogRing(100),
    noteCheck: () => {},
  };
  const tables = openDirectoryTables({ ...directory, clock: systemClock });
  const certificate = await (await createTestAuthority()).issue([HOSTNAME]);
  const clientSetup = createClientSetupServices({
    ...{ ...base, appPasswords: directory.signInServices.appPasswords },
    ports: () => ({ imaps: 993, pop3s: 995, submissions: 465, submission: 587, https: 443 }),
    contexts: { certificate: { chain: certificate.cert, privateKey: certificate.key } },
  });
  const dependencies = {
    ...directory,
    clock: systemClock,
    hashLater: () => {},
    ...directory.services,
    ...tables,
    undo: createUndo({ ...directory, ...directory.services }),
    ownAccount: createOwnAccount({ ...directory, clock: systemClock }),
    ownAliases: createOwnAliases({ ...directory, clock: systemClock }),
    ...directory.signInServices,
    clientSetup,
    ownSessions: createOwnSessions({ ...directory, clock: systemClock }),
    userSessions: createUserSessions({ ...directory, clock: systemClock }),
    routes: createRoutes({ store, box, clock: systemClock }),
    channels,
    queue,
    quarantine,
    observations,
    testMessages: {
      send: async (_by, to) => ({ queueId: 'N1', from: 'admin@example.test', to: to ?? '', isTaken: true }),
    },
    certificates: (await openCertificateOffice(directory)).service,
    ...monitoring,
    dkimKeys: keys,
    domainDns: createDomainDns({
      ...base,
      keys,
      names,
      serviceRecords: (domain) => serviceRecords(domain, clientSetup.setup),
    }),
    checkHost: (signal: AbortSignal) => checkHostRecords(names, HOSTNAME, signal),
  } satisfies Omit<AdminDependencies, 'server'>;

  return {
    dependencies,
    directory,
    observations,
    trace,
    sent,
    async enqueue(...outgoing: readonly OutgoingMessage[]) {
      const content = await stage(store, `${SUBJECT}\r\nhello`);
      const receivedAt = { ms: Date.now(), offsetMinutes: 0 };
      await applyOne(store, { kind: 'deliver', content, receivedAt, local: [], outgoing });
    },
    async keep(message: NewQuarantined): Promise<QuarantineId> {
      const content = await stage(store, `X-Folded: one\r\n\ttwo\r\n${SUBJECT}\r\nhello`);
      return quarantine.keep({ content, message, receivedAt: { ms: Date.now(), offsetMinutes: 0 } });
    },
    async [Symbol.asyncDispose]() {
      await health[Symbol.asyncDispose]();
      await serviceControl[Symbol.asyncDispose]();
      tables[Symbol.dispose]();
      await queue[Symbol.asyncDispose]();
      await observations[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

function createBusySender(sent: Transmission[]): MailSender {
  return {
    async send(transmission) {
      sent.push(transmission);
      const report = {
        outcome: 'deferred',
        atMs: Date.now(),
        host: 'mx.example.org',
        address: '192.0.2.7',
        status: '4.2.0',
        text: '450 4.2.0 come back later',
        code: 450,
        isDsnRelayed: false,
      } as const;
      return { recipients: transmission.recipients.map(() => report), destination: 'ok', tls: null, durationMs: 1 };
    },
    [Symbol.asyncDispose]: async () => {},
  };
}
