/** A store with users, and their mailboxes as the transports see them. */
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import { type AccountPolicies, createAccountPolicies } from '../../src/domain/access/policy/account-policies.ts';
import {
  type AccountMailboxes,
  createMailboxService,
  type MailboxService,
  type MailboxServiceOptions,
} from '../../src/domain/mailbox/index.ts';
import type { NewUser } from '../../src/domain/ports/directory-operations.ts';
import { joinKeywords, type SystemFlags } from '../../src/domain/ports/flags.ts';
import type { AccountId, DomainId, Uid } from '../../src/domain/ports/ids.ts';
import type { ReceivedAt } from '../../src/domain/ports/mailboxes.ts';
import { applyOne, type Store } from '../../src/domain/ports/store.ts';
import { openSettings, type Settings } from '../../src/domain/settings/settings.ts';
import { openTestStore, type TestStore } from './store.ts';

export interface TestMailboxes extends AsyncDisposable {
  readonly opened: TestStore;
  readonly store: Store;
  readonly settings: Settings;
  readonly policies: AccountPolicies;
  readonly service: MailboxService;
  readonly alice: AccountMailboxes;
  readonly bob: AccountMailboxes;
}

/** Users alice and bob of example.test, each with an INBOX. */
export async function openTestMailboxes(options: Partial<MailboxServiceOptions> = {}): Promise<TestMailboxes> {
  const opened = await openTestStore();
  const { store } = opened;
  const { domain, admin } = await applyOne(store, {
    kind: 'initialise',
    domain: { name: 'example.test', description: '', dkimKeys: [] },
    admin: { ...newUser('alice'), role: 'administrator' },
  });
  const bob = await addUser(store, domain, 'bob');
  const settings = await openSettings(store, systemClock);
  const policies = createAccountPolicies({ store, settings });
  const base = { store, settings, policies, clock: systemClock, log: silentLogger };
  const service = createMailboxService({ ...base, ...options });
  return {
    opened,
    store,
    settings,
    policies,
    service,
    alice: service.mailboxesOf({ account: admin }),
    bob: service.mailboxesOf({ account: bob }),
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await opened[Symbol.asyncDispose]();
    },
  };
}

export interface AppendedMessage {
  readonly system?: SystemFlags;
  readonly keywords?: readonly string[];
  readonly receivedAt?: ReceivedAt;
}

/** Appends one message; line ends become CRLF where they are not. */
export async function appendText(
  mailboxes: AccountMailboxes,
  path: string,
  text: string,
  { system = 0, keywords = [], receivedAt }: AppendedMessage = {},
): Promise<Uid> {
  await using batch = await mailboxes.startAppend(path);
  const bytes = Buffer.from(text.replace(/\r?\n/g, '\r\n'));
  const flags = { system, keywords: joinKeywords(keywords) };
  const receiver = batch.add({ ...flags, receivedAt: receivedAt ?? null }, bytes.length);
  await receiver.write(bytes);
  await receiver.finish();
  return (await batch.commit()).entries[0].uid;
}

async function addUser(store: Store, domain: DomainId, name: string): Promise<AccountId> {
  return (await applyOne(store, { kind: 'create-user', domain, ...newUser(name) })).account;
}

export function newUser(name: string): NewUser {
  const empty = { title: '', office: '', workPhone: '', mobilePhone: '', homePhone: '', pager: '', fax: '' };
  return {
    userId: name,
    localPart: name,
    role: 'user',
    roleDomains: [],
    isListed: true,
    profile: { ...empty, firstName: name, lastName: '', alternateMail: '' },
    language: null,
    storageQuota: 'inherit',
    messageQuota: 'inherit',
    privileges: {},
    credentials: [],
    mailboxes: [{ path: 'INBOX', specialUse: [], isSubscribed: true }],
  };
}
