/** What the contract's tests work with: a store with a domain, an administrator and some users. */

import type { Deliver, LocalDelivery, NewContent, Quarantine } from '../../domain/ports/delivery-operations.ts';
import type { NewDkimKey, Profile, Role } from '../../domain/ports/directory.ts';
import type { NewUser } from '../../domain/ports/directory-operations.ts';
import type { Flags } from '../../domain/ports/flags.ts';
import type { AccountId, DomainId, MailboxId, ModSeq, Uid } from '../../domain/ports/ids.ts';
import type { KeptEnvelope } from '../../domain/ports/kept-envelope.ts';
import type { NewMailbox } from '../../domain/ports/mailbox-operations.ts';
import { INBOX, type Mailbox } from '../../domain/ports/mailboxes.ts';
import type { NewQuarantined } from '../../domain/ports/quarantine.ts';
import { NULL_RETURN_PATH, type OutgoingMessage, type OutgoingRecipient } from '../../domain/ports/queue.ts';
import { applyOne, type Store } from '../../domain/ports/store.ts';
import { digestFor } from './digest.ts';

/** A store that a test may close and open again, as a restart does. */
export interface OpenedStore extends AsyncDisposable {
  readonly store: Store;
  reopen(): Promise<Store>;
}

export type OpenStore = () => Promise<OpenedStore>;

export const UNLIMITED = { storageBytes: null, messageCount: null };
export const FIRST_UID = 1 as Uid;
export const LAST_UID = (2 ** 32 - 1) as Uid;
export const NO_MOD_SEQ = 0 as ModSeq;

export const PROFILE: Profile = {
  firstName: 'Alice',
  lastName: '',
  title: '',
  office: '',
  workPhone: '',
  mobilePhone: '',
  homePhone: '',
  pager: '',
  fax: '',
  alternateMail: '',
};

export function mailbox(path: string, more: Partial<NewMailbox> = {}): NewMailbox {
  return { path, specialUse: [], isSubscribed: false, ...more };
}

export function newUser(name: string, role: Role = 'user'): NewUser {
  return {
    userId: name,
    localPart: name,
    role,
    roleDomains: [],
    isListed: true,
    profile: PROFILE,
    language: null,
    storageQuota: 'inherit',
    messageQuota: 'inherit',
    privileges: {},
    credentials: [],
    mailboxes: [mailbox(INBOX)],
  };
}

export function uids(...numbers: number[]): Uid[] {
  return numbers as Uid[];
}

export class Office {
  readonly opened: OpenedStore;
  readonly domain: DomainId;
  readonly admin: AccountId;
  #messages = 0;

  private constructor(opened: OpenedStore, domain: DomainId, admin: AccountId) {
    this.opened = opened;
    this.domain = domain;
    this.admin = admin;
  }

  static async begin(opened: OpenedStore, dkimKeys: readonly NewDkimKey[] = []): Promise<Office> {
    const domain = { name: 'example.test', description: '', dkimKeys };
    const begun = await applyOne(opened.store, {
      kind: 'initialise',
      domain,
      admin: newUser('admin', 'administrator'),
    });
    return new Office(opened, begun.domain, begun.admin);
  }

  get store(): Store {
    return this.opened.store;
  }

  get mailboxes() {
    return this.store.reader().mailboxes;
  }

  get directory() {
    return this.store.reader().directory;
  }

  get queue() {
    return this.store.reader().queue;
  }

  get quarantine() {
    return this.store.reader().quarantine;
  }

  get audit() {
    return this.store.reader().audit;
  }

  async user(name: string): Promise<AccountId> {
    const made = await applyOne(this.store, { kind: 'create-user', domain: this.domain, ...newUser(name) });
    return made.account;
  }

  /** A user with its INBOX. */
  async person(name: string): Promise<{ account: AccountId; inbox: MailboxId }> {
    const account = await this.user(name);
    return { account, inbox: (await this.find(account, INBOX)).id };
  }

  async find(account: AccountId, path: string): Promise<Mailbox> {
    const found = await this.mailboxes.find(account, path);
    if (found === null) throw new Error(`no mailbox ${path}`);
    return found;
  }

  async get(id: MailboxId): Promise<Mailbox> {
    const found = await this.mailboxes.get(id);
    if (found === null) throw new Error(`no mailbox ${id}`);
    return found;
  }

  async makeMailbox(account: AccountId, path: string): Promise<MailboxId> {
    const operation = { kind: 'create-mailbox', account, maxMailboxes: 1000, ...mailbox(path) } as const;
    return (await applyOne(this.store, operation)).mailbox;
  }

  /** A message that is like no other of this office. */
  text(subject = 'hello'): string {
    this.#messages += 1;
    return `Subject: ${subject}\r\nMessage-ID: <${this.#messages}@example.org>\r\n\r\nNumber ${this.#messages}\r\n`;
  }

  async stage(content: string | Uint8Array = this.text()): Promise<NewContent> {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    await using receiver = this.store.contents.receive(bytes.length);
    await receiver.write(bytes);
    return { staged: await receiver.finish(), digest: digestFor(bytes) };
  }

  /** Files a message. Returns its UID. */
  async append(mailbox: MailboxId, flags: Partial<Flags> = {}, content?: string | Uint8Array): Promise<Uid> {
    const email = await this.email(flags, content);
    const { entries } = await applyOne(this.store, {
      kind: 'append-emails',
      mailbox,
      emails: [email],
      limits: UNLIMITED,
    });
    return entries[0]?.uid;
  }

  async email(flags: Partial<Flags> = {}, content?: string | Uint8Array) {
    const staged = await this.stage(content);
    return {
      content: staged,
      receivedAt: { ms: 1_700_000_000_000, offsetMinutes: 60 },
      system: 0,
      keywords: '',
      ...flags,
    };
  }

  delivery(content: NewContent, local: readonly LocalDelivery[], outgoing: readonly OutgoingMessage[] = []): Deliver {
    const receivedAt = { ms: 1_700_000_000_000, offsetMinutes: -90 };
    return { kind: 'deliver', content, receivedAt, local, outgoing };
  }

  quarantining(content: NewContent, more: Partial<NewQuarantined> = {}): Quarantine {
    const message = {
      queueId: 'q1',
      ...plainEnvelope('', ['alice@example.test']),
      clientAddress: '192.0.2.1',
      reasons: [{ filter: 'scanner', text: 'infected' }],
      ...more,
    };
    return { kind: 'quarantine', content, receivedAt: { ms: 1_700_000_000_000, offsetMinutes: 0 }, message };
  }

  /** UIDs with flags, as `3:1:work` for \Seen and the keyword work. */
  async show(id: MailboxId): Promise<string[]> {
    const rows = await this.mailboxes.scan(id, FIRST_UID, LAST_UID, 2000, ['uid', 'system', 'keywords']);
    return rows.map((row) => row.join(':'));
  }
}

export function copyTo(
  account: AccountId,
  mailbox: MailboxId | null = null,
  flags: Partial<Flags> = {},
): LocalDelivery {
  return { account, mailbox, system: 0, keywords: '', ...flags };
}

/** Over SMTP, in the lane of its domain. */
export function recipientAt(address: string, more: Partial<OutgoingRecipient> = {}): OutgoingRecipient {
  const lane = address.slice(address.indexOf('@') + 1);
  return { address, notify: null, originalRecipient: null, channel: { kind: 'smtp' }, lane, ...more };
}

/** Of a message from elsewhere for recipients of ours; nobody asks anything special for it. */
export function plainEnvelope(sender: string, recipients: readonly string[]): KeptEnvelope {
  return {
    submitter: null,
    returnPath: { ...NULL_RETURN_PATH, address: sender },
    wishes: { priority: null, requiresTls: false, deliverBy: null, notBeforeMs: null },
    recipients: recipients.map((address) => ({ address, notify: null, originalRecipient: null, isElsewhere: false })),
    authentication: null,
    heldBecause: null,
  };
}

/** A message that leaves for these recipients at once. */
export function messageTo(
  recipients: readonly (string | OutgoingRecipient)[],
  more: Partial<OutgoingMessage> = {},
): OutgoingMessage {
  return {
    queueId: 'q1',
    returnPath: NULL_RETURN_PATH,
    origin: 'submitted',
    account: null,
    head: '',
    priority: 0,
    requiresTls: false,
    deliverBy: null,
    notBeforeMs: null,
    heldBecause: null,
    recipients: recipients.map((whom) => (typeof whom === 'string' ? recipientAt(whom) : whom)),
    ...more,
  };
}
