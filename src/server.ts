/**
 * Composition root: configuration → store → domain → transports. The only file that sees every layer; its parts are in
 * `composition/`.
 */
import { existsSync } from 'node:fs';
import { type Clock, systemClock } from './base/clock.ts';
import { Failure } from './base/failure.ts';
import { type Logger, silentLogger } from './base/log.ts';
import type { LogRing } from './base/log-ring.ts';
import { SecretBox } from './base/secret-box.ts';
import { openAdminSocket } from './composition/admin-socket.ts';
import { openCertificateService } from './composition/certificate-service.ts';
import type { CertificateDescription } from './composition/certificates.ts';
import { openClientAuthorities } from './composition/client-authorities.ts';
import { createClientSetupServices } from './composition/client-setup.ts';
import { openDirectoryTables } from './composition/directory-tables.ts';
import { createInformation } from './composition/information.ts';
import { openMailTransfer } from './composition/mail-transfer.ts';
import { startMonitoring } from './composition/monitoring.ts';
import { openNameService } from './composition/name-service.ts';
import { createProtocols } from './composition/protocols.ts';
import { openRemote } from './composition/remote-directory.ts';
import { serverName } from './composition/server-name.ts';
import { type OpenServices, openServices } from './composition/services.ts';
import { createSignInServices, passkeySite } from './composition/sign-in-services.ts';
import { startUpkeep } from './composition/upkeep.ts';
import { openWeb } from './composition/web.ts';
import { type Bootstrap, firstDomain, RESERVED_DOMAIN } from './config/bootstrap.ts';
import {
  type DataDirectory,
  dataDirectoryAt,
  loadSealingKey,
  prepareDataDirectory,
  removeInitialPassword,
  socketPath,
  writeInitialPassword,
} from './config/data-directory.ts';
import { type ListenerSpec, listenerSpecs } from './config/listeners.ts';
import { createAuthenticator } from './domain/access/authenticator.ts';
import { createCredentials } from './domain/access/credentials.ts';
import { createPasswordHasher } from './domain/access/password-hash.ts';
import { createAccountPolicies } from './domain/access/policy/account-policies.ts';
import { createSessions } from './domain/access/sessions/sessions.ts';
import { countingAuthenticator, newCounters } from './domain/activity/counters.ts';
import { createDkimKeys } from './domain/authentication/dkim-keys.ts';
import { createDomainDns } from './domain/authentication/domain-dns.ts';
import { serviceRecords } from './domain/client-setup/service-records.ts';
import { createTestMessages } from './domain/delivery/test-messages.ts';
import { createAddressList } from './domain/directory/address-list/address-list.ts';
import { createAliases } from './domain/directory/aliases.ts';
import { CachedStore } from './domain/directory/directory-cache/cached-store.ts';
import { ADMIN_USER_ID, createDomains } from './domain/directory/domains.ts';
import { createGroups } from './domain/directory/groups.ts';
import { checkHostRecords } from './domain/directory/host-records.ts';
import { type FirstStart, initialiseIfEmpty } from './domain/directory/initialise.ts';
import { createOwnAccount } from './domain/directory/own/own-account.ts';
import { createOwnAliases } from './domain/directory/own/own-aliases.ts';
import { createOwnSessions } from './domain/directory/own/own-sessions.ts';
import { createRoutes } from './domain/directory/routes.ts';
import { createUndo } from './domain/directory/undo/undo.ts';
import { createUserSessions } from './domain/directory/user-sessions.ts';
import { createUsers } from './domain/directory/users.ts';
import { createMailboxService } from './domain/mailbox/index.ts';
import type { CheckOptions, Finding, Store } from './domain/ports/store.ts';
import { type ServiceName, serviceOfListener } from './domain/services/service-names.ts';
import { checkSettings, type SettingFinding } from './domain/settings/check-settings.ts';
import { openSettings, type Settings } from './domain/settings/settings.ts';
import { openObservations } from './engines/embedded/observations/open.ts';
import { openEmbeddedStore } from './engines/embedded/open.ts';
import type { ListenHandle } from './supervisor/inherited-listeners.ts';
import type { AdminDependencies } from './transports/admin/handler.ts';
import type { WebService } from './transports/http/web-service.ts';
import { createImportedHashes } from './workers/imported-hashes.ts';

export interface ServerOptions {
  readonly bootstrap: Bootstrap & { readonly dataDir: string };
  readonly log: Logger;
  readonly clock?: Clock;
  /** Sockets that the supervisor has bound, by the name of their listener. */
  readonly inherited?: ReadonlyMap<string, ListenHandle>;
  /** Where the log keeps its last lines, for those who ask for them. */
  readonly recentLog?: LogRing;
  /** Where to listen instead of the standard places. */
  readonly listeners?: readonly ListenerSpec[];
  /** The disk or the index broke: nothing more is promised, and the process should end to start again from disk. */
  readonly onFatal?: (failure: Failure) => void;
}

export interface RunningServer {
  readonly hostname: string;
  readonly dataDir: string;
  /** TCP ports by the name of the listener. */
  readonly ports: Readonly<Record<string, number>>;
  readonly certificate: CertificateDescription;
  /** Set when this start was the first of its data directory. */
  readonly firstStart: FirstStart | null;
  /** Reads certificates again. */
  reload(): Promise<void>;
  /** Lets sessions end what they have begun, cuts off those that are still there after the deadline, closes the store. */
  stop(deadlineMs?: number): Promise<void>;
}

const DEFAULT_STOP_DEADLINE_MS = 10_000;

/** Throws Failure `in-use` when another server has the data directory, `unavailable`, `unsupported`, `invalid` (the names), and what the system says of the sockets. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { bootstrap, log, clock = systemClock, inherited = new Map() } = options;
  const startedAtMs = clock.nowMs();
  const directory = await prepareDataDirectory(bootstrap.dataDir);
  // A bad name is told before anything is made; which domain completes it, the store knows.
  serverName(bootstrap, RESERVED_DOMAIN);
  // What is opened is closed in the opposite order, also when something further down cannot be opened.
  await using opened = new AsyncDisposableStack();

  const office = await openOffice({ ...options, clock }, directory, opened);
  const { base, cached, box, credentials, sessions, authenticator, users, dkimKeys, newDomainKeys, firstStart } =
    office;
  const { hasher, remoteDirectory, counters } = office;
  const failingFilters = new Map<string, number>();
  const { store, settings } = base;
  const hostname = serverName(bootstrap, await primaryDomain(store));

  const names = openNameService(settings, clock);
  const certificateParts = { folder: directory.tls, own: bootstrap.certificate, box, hostname, names };
  const ofCertificates = opened.use(await openCertificateService({ ...base, ...certificateParts }));
  const { certificates, acme } = ofCertificates;
  opened.use(await openClientAuthorities(certificates.contexts, settings, log));
  const mailboxes = opened.use(createMailboxService(base));
  const observations = opened.use(openObservations({ directory: directory.store, clock, log }));
  const specs = options.listeners ?? listenerSpecs(directory.path, bootstrap);
  const transfer = opened.use(
    await openMailTransfer({
      ...{ ...base, observations, counters, failingFilters, names, box, dkimKeys, directory, hostname },
      ownPorts: () => mailPorts(services),
    }),
  );
  const { receiving, reputation, queue, quarantine, channels } = transfer;
  const upkeep = opened.use(
    startUpkeep({ ...base, credentials, certificates, acme, observations, names, dkimKeys, transfer, hostname }),
  );

  const changes = {
    users,
    groups: createGroups({ store, clock }),
    aliases: createAliases({ store, clock, channels }),
    ownAccount: createOwnAccount({ ...base, credentials }),
    ownAliases: createOwnAliases(base),
  };
  // Made from much that is there only when the listeners are: whoever comes before that waits for it.
  const { promise: web, resolve: webIsReady } = Promise.withResolvers<WebService>();
  const services = await openServices({
    specs,
    inherited,
    isStopped: (name) => isStopped(settings, serviceOfListener(name)),
    protocols: createProtocols({
      ...{ ...base, hostname, authenticator, changes, mailboxes, receiving, reputation },
      store: cached,
      addressList: opened.use(createAddressList(store)),
      web: async (connection) => (await web).serve(connection),
    }),
    contexts: certificates.contexts,
    settings,
    clock,
    log,
  });
  opened.defer(() => services.close(0));
  if (isStopped(settings, 'delivery')) queue.pause(true);
  // Not before its own ports are known: it tells by them what would come back.
  await queue.start();
  const signInServices = createSignInServices({
    ...{ ...base, hasher, box, authenticator, sessions },
    site: passkeySite(hostname, services.listeners.get('https')?.port ?? null),
  });
  const clientSetup = createClientSetupServices({
    ...{ ...base, hostname, contexts: certificates.contexts, appPasswords: signInServices.appPasswords },
    ports: () => portsOf(services),
  });
  const domainDns = createDomainDns({
    ...{ keys: dkimKeys, names, settings, hostname },
    serviceRecords: (domain) => serviceRecords(domain, clientSetup.setup),
  });
  const monitoring = opened.use(
    startMonitoring({
      ...{ ...base, services, queue, observations, counters, failingFilters, domainDns, remoteDirectory },
      certificate: () => {
        const { isSelfMade, notAfter } = certificates.describe();
        return { isSelfMade, notAfterMs: Date.parse(notAfter) };
      },
      renewalProblem: () => acme.status().run?.problem?.said ?? null,
      recentLog: options.recentLog,
    }),
  );

  const information = opened.use(
    createInformation({
      hostname,
      dataDirectory: directory.path,
      startedAtMs,
      nowMs: () => clock.nowMs(),
      store,
      services: () => services,
    }),
  );
  const domains = createDomains({ store, clock, newDomainKeys });
  const dependencies: AdminDependencies = {
    ...base,
    ...{ domains, undo: createUndo({ ...base, ...changes, domains }) },
    ...{ ...changes, authenticator },
    ...opened.use(openDirectoryTables(base)),
    ...{ sessions, ownSessions: createOwnSessions({ ...base, sessions }) },
    userSessions: createUserSessions({ ...base, sessions }),
    ...signInServices,
    clientSetup,
    routes: createRoutes({ store, box, clock }),
    remoteDirectory,
    ...{ channels, queue, quarantine, dkimKeys, observations },
    testMessages: createTestMessages({ ...base, receiving, hostname }),
    domainDns,
    checkHost: (signal) => checkHostRecords(names, hostname, signal),
    hashLater: (accounts) => upkeep.hashLater(accounts),
    ...monitoring.parts,
    certificates: ofCertificates.service,
    server: information,
  };
  const admin = await openAdminSocket(
    dependencies,
    inherited.get('admin') ?? { path: socketPath(directory.path, 'admin') },
    log,
  );
  opened.defer(() => admin.close());
  webIsReady(
    opened.use(
      await openWeb({
        ...{ admin: dependencies, sessions, settings, hostname, certificates, clock, log },
        acme: ofCertificates.challenges,
        wantedNames: ofCertificates.wanted,
        services: () => services,
      }),
    ),
  );

  const running = opened.move();
  return {
    hostname,
    dataDir: directory.path,
    ports: portsOf(services),
    certificate: certificates.describe(),
    firstStart,
    reload: () => certificates.reload(),
    async stop(deadlineMs = DEFAULT_STOP_DEADLINE_MS) {
      await services.close(deadlineMs);
      await running.disposeAsync();
    },
  };
}

/** The store with who is in it: made at the first start. */
async function openOffice(
  { bootstrap, log, clock, onFatal = () => {} }: ServerOptions & { readonly clock: Clock },
  directory: DataDirectory,
  opened: AsyncDisposableStack,
) {
  const box = new SecretBox(await loadSealingKey(directory));
  const store = opened.use(await openEmbeddedStore({ directory: directory.store, clock, log, onFatal }));
  const settings = await openSettings(store, clock, log);
  const policies = opened.use(createAccountPolicies({ store, settings }));
  const base = { store, settings, policies, clock, log };
  const importedHashes = opened.use(createImportedHashes({ log }));
  const hasher = createPasswordHasher({ box, importedHashes });
  const credentials = createCredentials({ ...base, hasher, box });
  const sessions = opened.use(createSessions({ ...base, box }));
  const dkimKeys = createDkimKeys({ store, box, clock });
  const newDomainKeys = () => dkimKeys.newDomainKeys();
  const remoteDirectory = opened.use(await openRemote({ ...base, credentials, newDomainKeys, box }));
  // For those who ask the same over and over: whoever signs in, and whoever searches an address book.
  const cached = opened.use(new CachedStore(store));
  const signingIn = { ...base, store: cached, uncached: store, hasher, sessions, remote: remoteDirectory.signIn, box };
  const counters = newCounters();
  const authenticator = countingAuthenticator(createAuthenticator(signingIn), counters);
  const users = createUsers({ store, credentials, clock });
  const announce = (first: FirstStart) => writeInitialPassword(directory, first.password);
  const firstStart = await initialiseIfEmpty(store, credentials, firstDomain(bootstrap), announce, newDomainKeys);
  opened.defer(forgetInitialPassword(store, directory, log));
  return {
    ...{ base, cached, box, hasher, credentials, sessions, remoteDirectory, authenticator, users },
    ...{ dkimKeys, newDomainKeys, firstStart, counters },
  };
}

/** The checker on a store that no server has open. Throws Failure `in-use` when one has, `not-found` when there is no store. */
export async function* checkStoppedStore(
  dataDir: string,
  options: CheckOptions,
): AsyncGenerator<Finding | SettingFinding> {
  const directory = dataDirectoryAt(dataDir);
  if (!existsSync(directory.store)) throw new Failure('not-found', `there is no store in ${dataDir}`);
  await using store = await openEmbeddedStore({ directory: directory.store, clock: systemClock, log: silentLogger });
  yield* checkSettings(await openSettings(store, systemClock), options);
  yield* store.maintenance.check(options);
}

async function primaryDomain(store: Store): Promise<string> {
  const domains = await store.reader().directory.listDomains();
  const primary = domains.find(({ isPrimary }) => isPrimary);
  if (primary === undefined) throw new Failure('unavailable', 'the store has no primary domain');
  return primary.name;
}

/** The file with the one-time password goes when that password does. */
function forgetInitialPassword(store: Store, directory: DataDirectory, log: Logger): () => void {
  const look = async () => {
    const { directory: reader } = store.reader();
    const admin = await reader.findUser(ADMIN_USER_ID);
    if (admin === null) return;
    const credentials = await reader.credentials(admin.account);
    if (!credentials.some((credential) => credential.mustChange)) await removeInitialPassword(directory);
  };
  const lookNow = () =>
    void look().catch((error: unknown) => log.error({ err: error }, 'initial password not removed'));
  lookNow();
  return store.feed.subscribe(({ changes }) => {
    if (changes.some((change) => change.kind === 'credentials-changed')) lookNow();
  });
}

function isStopped(settings: Settings, service: ServiceName | null): boolean {
  return service !== null && settings.get('stoppedServices').includes(service);
}

/** Where mail that is sent there would come back to this server. */
function mailPorts({ listeners }: OpenServices): ReadonlySet<number> {
  const names = ['smtp', 'submission', 'submissions', 'reinjection'] as const;
  return new Set(names.flatMap((name) => listeners.get(name)?.port ?? []));
}

function portsOf(services: OpenServices): Record<string, number> {
  const tcp = [...services.listeners].filter(([, listener]) => listener.isOpen && listener.port !== 0);
  return Object.fromEntries(tcp.map(([name, listener]) => [name, listener.port]));
}
