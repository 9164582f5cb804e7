/** A small office on real sockets: a store, people, and the services that take mail in. */
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../src/base/clock.ts';
import { type Logger, silentLogger } from '../../src/base/log.ts';
import type { DeliveryServices } from '../../src/domain/delivery/delivery-services.ts';
import { createReceiving, type Receiving } from '../../src/domain/delivery/receiving.ts';
import { DEFAULT_MAILBOXES } from '../../src/domain/directory/default-mailboxes.ts';
import { EMPTY_PROFILE } from '../../src/domain/directory/names.ts';
import { createMailboxService, watchPrincipals } from '../../src/domain/mailbox/index.ts';
import type { AliasMember, Domain } from '../../src/domain/ports/directory.ts';
import type { CreateUser } from '../../src/domain/ports/directory-operations.ts';
import type { AccountId, AliasId, Uid } from '../../src/domain/ports/ids.ts';
import type { Mailbox } from '../../src/domain/ports/mailboxes.ts';
import { applyOne, type Store } from '../../src/domain/ports/store.ts';
import type { ClientReputation } from '../../src/domain/reputation/client-reputation.ts';
import type { SettingName, SettingValues } from '../../src/domain/settings/catalogue.ts';
import type { Settings } from '../../src/domain/settings/settings.ts';
import { createSaslService } from '../../src/transports/auth/sasl-service.ts';
import { createLmtpService } from '../../src/transports/lmtp/service.ts';
import type { ServeConnection } from '../../src/transports/net/connection.ts';
import {
  createMxService,
  createReinjectionService,
  createSubmissionService,
} from '../../src/transports/smtp/service.ts';
import { openTestDirectory } from './directory.ts';
import { RawClient } from './raw-client.ts';
import { startTestListener, type TestListener, type TestListenerOptions } from './test-listener.ts';

export const HOSTNAME = 'mail.example.test';
/** Of alice. */
export const PASSWORD = 'correct horse battery';

export interface Office extends AsyncDisposable {
  readonly store: Store;
  readonly settings: Settings;
  readonly receiving: Receiving;
  /** example.test */
  readonly domain: Domain;
  /** Gives the services a value that the catalogue would refuse, such as a timeout that a test can wait for. */
  force<N extends SettingName>(name: N, value: SettingValues[N]): void;
  /** Delays of replies that the services asked for, in milliseconds; nobody waits for them. */
  readonly delays: readonly number[];
  readonly services: { readonly [S in OfficeService]: ServeConnection };
  listen(service: OfficeService, options?: TestListenerOptions): Promise<TestListener>;
  /** Without a password. */
  addUser(userId: string, more?: Partial<CreateUser>): Promise<AccountId>;
  addAlias(localPart: string, members: readonly AliasMember[]): Promise<AliasId>;
  account(userId: string): Promise<AccountId>;
  mailbox(userId: string, path?: string): Promise<Mailbox>;
  /** The messages of a mailbox as octets, oldest first. */
  messages(userId: string, path?: string): Promise<string[]>;
}

export type OfficeService = 'mx' | 'submission' | 'lmtp' | 'reinjection';

export interface OfficeOptions {
  /** What delivery asks others for; those that are absent let everything through. */
  readonly delivery?: Partial<DeliveryServices>;
  /** Asked about clients of port 25 that are not trusted. */
  readonly reputation?: ClientReputation;
  readonly log?: Logger;
  /** Puts something between delivery and the store, such as a disk that is full. */
  readonly wrap?: (store: Store) => Store;
}

/** admin, alice and bob at example.test. */
export async function openOffice(options: OfficeOptions = {}): Promise<Office> {
  const { log = silentLogger, wrap = (plain) => plain, delivery = {}, reputation } = options;
  const directory = await openTestDirectory();
  const { store, settings } = directory;
  const [domain] = await store.reader().directory.listDomains();
  const admin = await store.reader().directory.findUser('admin');
  if (domain === undefined || admin === null) throw new Error('the directory is empty');
  const delays: number[] = [];
  const forced = new Map<SettingName, unknown>();
  const get = <N extends SettingName>(name: N) =>
    forced.has(name) ? (forced.get(name) as SettingValues[N]) : settings.get(name);
  const receiving = createReceiving({
    store: wrap(store),
    settings,
    policies: directory.policies,
    clock: systemClock,
    hostname: HOSTNAME,
    processMark: 'T0',
    ...delivery,
  });
  const mailboxes = createMailboxService({ ...directory, clock: systemClock, log });
  const deps = {
    hostname: HOSTNAME,
    settings: { ...settings, get },
    receiving,
    sasl: createSaslService(directory.authenticator),
    watch: watchPrincipals(mailboxes),
    clock: systemClock,
    ...(reputation === undefined ? {} : { reputation }),
    delay: (ms: number, signal: AbortSignal) => {
      delays.push(ms);
      return delay(0, undefined, { signal });
    },
  };
  const services = {
    mx: createMxService(deps),
    submission: createSubmissionService(deps),
    lmtp: createLmtpService(deps),
    reinjection: createReinjectionService(deps),
  };

  const account = async (userId: string) => {
    const user = await store.reader().directory.findUser(userId);
    if (user === null) throw new Error(`no user ${userId}`);
    return user.account;
  };
  const mailbox = async (userId: string, path = 'INBOX') => {
    const found = await store.reader().mailboxes.find(await account(userId), path);
    if (found === null) throw new Error(`no mailbox ${path} of ${userId}`);
    return found;
  };
  const addUser = async (userId: string, more: Partial<CreateUser> = {}) => {
    const user = { ...NEW_USER, kind: 'create-user', domain: domain.id, userId, localPart: userId, ...more } as const;
    return (await applyOne(store, user)).account;
  };
  await directory.users.create({ userId: 'alice', mail: 'alice@example.test', password: PASSWORD });
  await addUser('bob');
  return {
    store,
    settings,
    receiving,
    domain,
    delays,
    services,
    force: (name, value) => forced.set(name, value),
    listen: (service, how) => startTestListener(services[service], { log, ...how }),
    addUser,
    addAlias: async (localPart, members) => {
      const alias = {
        kind: 'create-alias',
        domain: domain.id,
        localPart,
        description: '',
        membership: 'closed',
      } as const;
      return (await applyOne(store, { ...alias, owners: [admin.account], members })).alias;
    },
    account,
    mailbox,
    messages: async (userId, path) => {
      const { id } = await mailbox(userId, path);
      const rows = await store.reader().mailboxes.scan(id, 1 as Uid, 4294967295 as Uid, 2000, ['hash']);
      return Promise.all(rows.map(async ([hash]) => Buffer.from(await store.contents.read(hash)).toString('latin1')));
    },
    [Symbol.asyncDispose]: async () => {
      receiving[Symbol.dispose]();
      await mailboxes[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

const NEW_USER = {
  role: 'user',
  roleDomains: [],
  isListed: true,
  profile: EMPTY_PROFILE,
  language: null,
  storageQuota: 'inherit',
  messageQuota: 'inherit',
  privileges: {},
  credentials: [],
  mailboxes: DEFAULT_MAILBOXES,
} as const;

/** A client of a listener that has read the greeting and said EHLO or LHLO. */
export async function connectClient(
  listener: TestListener,
  hello = 'EHLO client.example.org',
): Promise<SmtpTestClient> {
  const client = new SmtpTestClient(await RawClient.open(listener.port));
  await client.reply();
  if (hello !== '') await client.ask(hello);
  return client;
}

/** A reply without the queue id at its end, which is in each behind the data. */
export function withoutQueueId(reply: string): string {
  return reply.replace(/ \([A-Z0-9]{12}\)$/, '');
}

/** Reads whole replies, lines joined by LF. */
export class SmtpTestClient implements Disposable {
  readonly raw: RawClient;

  constructor(raw: RawClient) {
    this.raw = raw;
  }

  send(octets: string): void {
    this.raw.send(octets);
  }

  async reply(): Promise<string> {
    const lines: string[] = [];
    do lines.push(await this.raw.line());
    while (lines.at(-1)?.[3] === '-');
    return lines.join('\n');
  }

  async ask(line: string): Promise<string> {
    this.send(`${line}\r\n`);
    return this.reply();
  }

  /** MAIL, one RCPT for each, DATA, the text and its end; the last reply. Throws when the envelope is refused. */
  async deliver(text: string, recipients: readonly string[], from = 'sender@example.org'): Promise<string> {
    const said = [await this.ask(`MAIL FROM:<${from}>`)];
    for (const recipient of recipients) said.push(await this.ask(`RCPT TO:<${recipient}>`));
    said.push(await this.ask('DATA'));
    const refused = said.find((reply) => !/^[23]/.test(reply));
    if (refused !== undefined) throw new Error(`envelope refused: ${refused}`);
    this.send(`${text}\r\n.\r\n`);
    return this.reply();
  }

  [Symbol.dispose](): void {
    this.raw[Symbol.dispose]();
  }
}
