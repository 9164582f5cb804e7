/**
 * One message on its way in: its bytes stream into the store behind the fields that delivery adds, and filing it for
 * all of its recipients is one operation. When `finish` resolves, it is on stable storage. MI3
 */
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { type IncomingMessage, receiveMessage } from '../mailbox/arrival.ts';
import { NO_FLAGS } from '../ports/flags.ts';
import type { AccountId, MailboxId } from '../ports/ids.ts';
import type { ReceivedAt } from '../ports/mailboxes.ts';
import type { LocalDelivery } from '../ports/operations.ts';
import { applyOne, type Store } from '../ports/store.ts';
import type { Settings } from '../settings/settings.ts';
import type { AddressBook } from './address-book.ts';
import type { AcceptedRecipient, Envelope, RecipientCopy } from './envelope.ts';
import { type HeaderFacts, HeaderSection } from './header-section.ts';
import { MessageRefused } from './refusals.ts';
import { checkAuthors } from './sender-rule.ts';
import { formatDate, formatMissingFields, formatTraceHeader } from './trace-header.ts';

export interface IncomingMailDeps {
  readonly store: Store;
  readonly settings: Pick<Settings, 'get' | 'onChange'>;
  readonly clock: Clock;
  readonly hostname: string;
  readonly book: AddressBook;
}

export interface FilingResult {
  /** In the order of the envelope: whether at least one copy was filed. False: the accounts were deleted meanwhile. */
  readonly isFiled: readonly boolean[];
}

/** Disposing before `finish` gives up what has come; afterwards it does nothing. */
export interface IncomingMail extends AsyncDisposable {
  readonly queueId: string;
  /**
   * Takes the next octets, which must not be changed afterwards. A promise means: wait for it before the next.
   * Throws MessageRefused, or Failure `too-large` and `no-space`; then the message is to be disposed.
   */
  write(chunk: Uint8Array): Promise<void> | undefined;
  /** Files it. Throws like `write`, and Failure `unavailable`: then it may or may not have been filed. */
  finish(): Promise<FilingResult>;
}

/** Entries of one line of the trace. */
const TRACED_COPIES = 100;

export class MailInTransit implements IncomingMail {
  readonly queueId: string;
  readonly #deps: IncomingMailDeps;
  readonly #envelope: Envelope;
  readonly #log: Logger;
  readonly #receivedAt: ReceivedAt;
  readonly #date: string;
  readonly #message: IncomingMessage;
  /** Null once the header section has gone through. */
  #header: HeaderSection | null = new HeaderSection();

  private constructor(deps: IncomingMailDeps, envelope: Envelope, queueId: string, log: Logger) {
    this.queueId = queueId;
    this.#deps = deps;
    this.#envelope = envelope;
    this.#log = log;
    const ms = deps.clock.nowMs();
    this.#receivedAt = { ms, offsetMinutes: -new Date(ms).getTimezoneOffset() };
    this.#date = formatDate(ms, this.#receivedAt.offsetMinutes);
    this.#message = receiveMessage(deps.store.contents, { expectedBytes: envelope.declaredBytes ?? undefined });
  }

  /** Throws Failure `no-space` before anything of the message is taken. */
  static async begin(deps: IncomingMailDeps, envelope: Envelope, queueId: string, log: Logger): Promise<IncomingMail> {
    const mail = new MailInTransit(deps, envelope, queueId, log);
    try {
      await mail.#message.write(Buffer.from(formatTraceHeader(envelope, deps.hostname, queueId, mail.#date)));
    } catch (error) {
      await mail[Symbol.asyncDispose]();
      throw error;
    }
    return mail;
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    if (this.#header === null) return this.#message.write(chunk);
    return this.#header.push(chunk) ? this.#passHeader(this.#header) : undefined;
  }

  async finish(): Promise<FilingResult> {
    if (this.#header !== null) await this.#passHeader(this.#header);
    const { copies, placeOf } = gatherCopies(this.#envelope.recipients);
    const { staged, digest } = await this.#message.finish();
    await using content = staged;
    const result = await applyOne(this.#deps.store, {
      kind: 'deliver',
      content: { staged: content, digest },
      receivedAt: this.#receivedAt,
      local: copies.map(toDelivery),
      returnPath: this.#envelope.returnPath,
      outgoing: [],
    });
    this.#trace(copies, content.sizeBytes, (place) => result.local[place] ?? null);
    const isFiled = this.#envelope.recipients.map((recipient) =>
      recipient.copies.some((copy) => result.local[placeOf(copy)] != null),
    );
    return { isFiled };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#message[Symbol.asyncDispose]();
  }

  #passHeader(header: HeaderSection): Promise<void> | undefined {
    this.#header = null;
    const facts = header.read();
    if (facts.receivedCount > this.#deps.settings.get('maxReceivedHops')) throw new MessageRefused('too-many-hops');
    const { submitter } = this.#envelope;
    if (submitter === null) return this.#message.write(header.bytes);
    if (submitter === 'device') return this.#complete(header, facts);
    return checkAuthors(this.#deps.book, submitter, facts).then(() => this.#complete(header, facts));
  }

  /** Adds what a submitted message lacks. */
  #complete(header: HeaderSection, facts: HeaderFacts): Promise<void> | undefined {
    const missing = { from: facts.from.length === 0, date: !facts.hasDate, messageId: !facts.hasMessageId };
    const added = formatMissingFields(missing, this.#envelope, this.#deps.hostname, this.queueId, this.#date);
    if (added === '') return this.#message.write(header.bytes);
    return this.#message.write(Buffer.concat([Buffer.from(added), header.bytes]));
  }

  /** Why each copy went where it went. Lines are bounded; a message for thousands has several. */
  #trace(
    copies: readonly RecipientCopy[],
    sizeBytes: number,
    filed: (place: number) => { readonly mailbox: MailboxId; readonly uid: number } | null,
  ): void {
    const { returnPath, recipients } = this.#envelope;
    for (let from = 0; from < copies.length; from += TRACED_COPIES) {
      const deliveries = copies.slice(from, from + TRACED_COPIES).map((copy, index) => {
        const entry = filed(from + index);
        if (entry === null) return { user: copy.userId, via: copy.via, outcome: 'account-gone' };
        return { user: copy.userId, via: copy.via, mailbox: entry.mailbox, uid: entry.uid };
      });
      this.#log.info({ queueId: this.queueId, from: returnPath.address, sizeBytes, deliveries }, 'message delivered');
    }
    for (const { address, originalRecipient, passedOver = [] } of recipients) {
      if (originalRecipient !== null) {
        this.#log.info({ queueId: this.queueId, recipient: address, originalRecipient }, 'addressed before as');
      }
      for (let from = 0; from < passedOver.length; from += TRACED_COPIES) {
        const users = passedOver.slice(from, from + TRACED_COPIES);
        this.#log.info({ queueId: this.queueId, recipient: address, users }, 'no copy for users who are switched off');
      }
    }
  }
}

/** One copy for each account and mailbox, however many recipients lead there. MI5 */
function gatherCopies(recipients: readonly AcceptedRecipient[]): {
  copies: readonly RecipientCopy[];
  placeOf: (copy: RecipientCopy) => number;
} {
  const first = recipients[0];
  if (recipients.length === 1 && first !== undefined && first.copies.length === 1) {
    return { copies: first.copies, placeOf: () => 0 };
  }
  const places = new Map<string, number>();
  const copies: RecipientCopy[] = [];
  for (const recipient of recipients) {
    for (const copy of recipient.copies) {
      const key = copyKey(copy.account, copy.mailbox);
      if (places.has(key)) continue;
      places.set(key, copies.length);
      copies.push(copy);
    }
  }
  return { copies, placeOf: (copy) => places.get(copyKey(copy.account, copy.mailbox)) ?? -1 };
}

function copyKey(account: AccountId, mailbox: MailboxId | null): string {
  return `${account}/${mailbox ?? ''}`;
}

function toDelivery(copy: RecipientCopy): LocalDelivery {
  return { account: copy.account, mailbox: copy.mailbox, ...NO_FLAGS };
}
