/** Writes notices about delivery and hands out what files or queues them. RFC 3461 section 6, RFC 5321 section 6.1 */
import { createHash } from 'node:crypto';
import { translator } from '../../../locales/index.ts';
import type { Clock } from '../../base/clock.ts';
import { type ComposedDsn, composeDsn } from '../../formats/dsn/compose-dsn.ts';
import { composeLetter, type LetterHeader } from '../../formats/dsn/compose-letter.ts';
import type { DsnRecipient } from '../../formats/dsn/delivery-status.ts';
import { formatDate } from '../delivery/trace-header.ts';
import { receiveMessage } from '../mailbox/arrival.ts';
import type { Deliver, LocalDelivery } from '../ports/delivery-operations.ts';
import type { Language } from '../ports/directory.ts';
import type { AccountId, ContentHash } from '../ports/ids.ts';
import { NULL_RETURN_PATH, type OutgoingRecipient, type QueuedMessage } from '../ports/queue.ts';
import type { Store } from '../ports/store.ts';
import type { Settings } from '../settings/settings.ts';
import { findAddressee, POSTMASTER } from './addressee.ts';
import { isServerReply, type NoticedRecipient, type NoticeKind, noticeText } from './notice-text.ts';
import { type Original, readOriginal } from './original.ts';
import { ownMail } from './own-mail.ts';
import { passedOnBy } from './passed-on-by.ts';

/** Where a notice to an address goes. Nothing in both: nobody has the address. */
export interface NoticePlaces {
  readonly local: readonly LocalDelivery[];
  readonly remote: readonly OutgoingRecipient[];
}

export interface NoticeDeps {
  readonly store: Store;
  readonly settings: Pick<Settings, 'get'>;
  readonly clock: Clock;
  readonly hostname: string;
  readonly nextQueueId: () => string;
  /** What an address leads to for a message with the null return path: here, elsewhere, or to nobody. */
  readonly placesOf: (address: string) => Promise<NoticePlaces>;
  /** DKIM-Signature fields for a notice that leaves; '' where there are none. See Signing.sign. */
  readonly sign: (fromDomain: string, message: () => AsyncIterable<Uint8Array>, signal: AbortSignal) => Promise<string>;
}

/** What is known of the message that a notice is about. */
export interface NoticeSubject
  extends Pick<QueuedMessage, 'queueId' | 'returnPath' | 'origin' | 'account' | 'head' | 'deliverBy' | 'notBeforeMs'> {
  readonly content: ContentHash;
  readonly sizeBytes: number;
  readonly arrivedAtMs: number;
}

export interface NoticeFacts extends NoticedRecipient {
  readonly originalRecipient: string | null;
  readonly lastAttemptAtMs: number | null;
  readonly willRetryUntilMs: number | null;
}

export interface Notice {
  readonly to: string;
  readonly deliver: Omit<Deliver, 'kind'>;
}

export interface NoticeWriter {
  /**
   * One notice of one kind for recipients of one message; null where nobody is to be told: a notice is never answered
   * by a notice. The staged content is the caller's to dispose. Throws Failure `no-space`, `unavailable`.
   */
  write(
    kind: NoticeKind,
    about: NoticeSubject,
    recipients: readonly NoticeFacts[],
    signal: AbortSignal,
  ): Promise<Notice | null>;
  /** A letter to the postmaster of the primary domain. Throws likewise. */
  writeToPostmaster(
    text: (language: Language) => { readonly subject: string; readonly text: string },
    signal: AbortSignal,
  ): Promise<Notice | null>;
}

const BOUNDARY_LENGTH = 32;

export function createNoticeWriter(deps: NoticeDeps): NoticeWriter {
  const { store, settings } = deps;
  return {
    async write(kind, about, recipients, signal) {
      const domain = await primaryDomain(deps);
      const addressee = await findAddressee(deps, kind, about, domain);
      if (addressee === null) return null;
      const { to, places, isSender } = addressee;
      const language = await languageOf(deps, about.account);
      const original = await readOriginal(
        store.contents,
        about.content,
        about.sizeBytes,
        returnedBytes(deps, kind, about),
      );
      const header = letterHeader(deps, language, domain, to);
      const dsn = compose(deps, kind, about, recipients, { header, language, isSender }, original);
      const message = Buffer.concat([dsn.before, original.message, dsn.after]);
      return { to, deliver: await stage(deps, message, places, domain, dsn, signal) };
    },
    async writeToPostmaster(write, signal) {
      const domain = await primaryDomain(deps);
      const to = `${POSTMASTER}@${domain}`;
      const places = await deps.placesOf(to);
      if (places.local.length + places.remote.length === 0) return null;
      const language = settings.get('defaultLanguage');
      const { subject, text } = write(language);
      const message = composeLetter({ ...letterHeader(deps, language, domain, to), subject }, text, language);
      return { to, deliver: await stage(deps, message, places, domain, { is8bit: false, isUtf8: false }, signal) };
    },
  };
}

/** RET speaks of failures only; other notices have the header. RFC 3461 section 4.3 */
function returnedBytes({ settings }: NoticeDeps, kind: NoticeKind, { returnPath }: NoticeSubject): number {
  const isMessageWanted = kind === 'failure' && returnPath.returnContent !== 'headers';
  // Octets of no text cannot stand in a notice as they are.
  return isMessageWanted && returnPath.body !== 'binarymime' ? settings.get('noticeMaxReturnedBytes') : 0;
}

interface Letter {
  readonly header: Omit<LetterHeader, 'subject'>;
  readonly language: Language;
  readonly isSender: boolean;
}

function compose(
  deps: NoticeDeps,
  kind: NoticeKind,
  about: NoticeSubject,
  recipients: readonly NoticeFacts[],
  { header, language, isSender }: Letter,
  original: Original,
): ComposedDsn {
  const { hostname } = deps;
  const { arrivedAtMs, queueId, returnPath, deliverBy, notBeforeMs } = about;
  const willRetryUntilMs = recipients[0]?.willRetryUntilMs ?? null;
  const { subject } = original;
  const facts = { kind, language, isSender, subject, arrivedAtMs, willRetryUntilMs, hostname, queueId };
  return composeDsn({
    ...header,
    ...noticeText({ ...facts, recipients, passedOnBy: passedOnBy(about.head) }),
    about: original.messageId,
    language,
    status: {
      reportingHost: hostname,
      envelopeId: returnPath.envelopeId,
      arrival: dateOf(arrivedAtMs),
      deliverBy: deliverBy === null ? null : dateOf(deliverBy.atMs),
      futureRelease: notBeforeMs === null ? null : `until;${new Date(notBeforeMs).toISOString().slice(0, 19)}Z`,
      recipients: recipients.map(toDsnRecipient),
    },
    isInternational: returnPath.smtpUtf8,
    returned: original.returned,
    boundary: boundary(header.messageId, original),
  });
}

function toDsnRecipient(facts: NoticeFacts): DsnRecipient {
  const { address, originalRecipient, action, status, code, host, reply, lastAttemptAtMs, willRetryUntilMs } = facts;
  const isComplete = code === null || reply.startsWith(String(code));
  return {
    address,
    originalRecipient,
    action,
    status,
    diagnostic:
      reply === ''
        ? null
        : { isSmtp: host !== null && isServerReply(facts), text: isComplete ? reply : `${code} ${reply}` },
    remoteHost: host,
    lastAttempt: lastAttemptAtMs === null ? null : dateOf(lastAttemptAtMs),
    willRetryUntil: willRetryUntilMs === null ? null : dateOf(willRetryUntilMs),
  };
}

/** From somebody who reads answers: RFC 3464 section 2. */
function letterHeader(deps: NoticeDeps, language: Language, domain: string, to: string) {
  const id = deps.nextQueueId().toLowerCase();
  return {
    from: { name: translator(language)('notice.sender'), address: `${POSTMASTER}@${domain}` },
    to,
    date: dateOf(deps.clock.nowMs()),
    messageId: `${id}@${deps.hostname}`,
  };
}

async function stage(
  deps: NoticeDeps,
  message: Buffer,
  { local, remote }: NoticePlaces,
  domain: string,
  needs: { readonly is8bit: boolean; readonly isUtf8: boolean },
  signal: AbortSignal,
): Promise<Omit<Deliver, 'kind'>> {
  const body = needs.is8bit ? '8bitmime' : '7bit';
  const returnPath = { ...NULL_RETURN_PATH, body, smtpUtf8: needs.isUtf8 } as const;
  const outgoing = await ownMail(deps, message, { domain, returnPath, recipients: remote }, signal);
  await using receiver = receiveMessage(deps.store.contents, { expectedBytes: message.length });
  // The final delivery writes it down: RFC 5321 section 4.4.
  if (remote.length === 0) await receiver.write(Buffer.from('Return-Path: <>\r\n'));
  await receiver.write(message);
  const nowMs = deps.clock.nowMs();
  const receivedAt = { ms: nowMs, offsetMinutes: offsetOf(nowMs) };
  return { content: await receiver.finish(), receivedAt, local, outgoing };
}

async function primaryDomain({ store, hostname }: NoticeDeps): Promise<string> {
  const domains = await store.reader().directory.listDomains();
  return domains.find(({ isPrimary }) => isPrimary)?.name ?? hostname;
}

async function languageOf({ store, settings }: NoticeDeps, account: AccountId | null): Promise<Language> {
  const user = account === null ? null : await store.reader().directory.user(account);
  return user?.language ?? settings.get('defaultLanguage');
}

/** Made of what it encloses: nobody can write it into a message beforehand. */
function boundary(messageId: string, { message, returned }: Original): string {
  const hash = createHash('sha256').update(messageId).update(message);
  if (returned.kind === 'header') hash.update(returned.header);
  return hash.digest('hex').slice(0, BOUNDARY_LENGTH);
}

function dateOf(ms: number): string {
  return formatDate(ms, offsetOf(ms));
}

function offsetOf(ms: number): number {
  return -new Date(ms).getTimezoneOffset();
}
