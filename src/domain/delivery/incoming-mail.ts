/**
 * One message on its way in. When `finish` resolves, it is on stable storage: filed for all of its recipients and
 * queued for those elsewhere, in one operation; or in quarantine; or with a filter that has said so. MI3
 *
 * A message that needs no second look streams straight into the store behind the fields that delivery adds. Any other
 * one lies in a scratch until all is decided.
 */
import { Failure } from '../../base/failure.ts';
import type { Logger } from '../../base/log.ts';
import { utf8ByteString } from '../../formats/mime/byte-string.ts';
import { decodeHeaderText } from '../../formats/mime/encoded-words.ts';
import { type IncomingMessage, type ReceivedMessage, receiveMessage } from '../mailbox/arrival.ts';
import type { ReceivedAt } from '../ports/mailboxes.ts';
import type { OutboundShare } from '../queue/outbound-guard.ts';
import type { TraceSubject } from '../trace/trace-keys.ts';
import type { AddressBook } from './address-book.ts';
import type { DeliveryDeps } from './delivery-services.ts';
import type { Envelope } from './envelope.ts';
import { fileMessage } from './file-message.ts';
import { type FilterTransit, type GivenBack, isTransitField } from './filter-transit.ts';
import type { FolderFinder } from './folder-finder.ts';
import { type HeaderFacts, HeaderSection } from './header-section.ts';
import { HeldMessage } from './held-message.ts';
import { isOwnResults } from './is-own-results.ts';
import { keepEnvelope, type ResolveText } from './keep-envelope.ts';
import { type Decided, isFiltered, lookAtMessage } from './look-at-message.ts';
import { MessageRefused, MessageRefusedByRule } from './refusals.ts';
import { formatReturnPath } from './return-path.ts';
import { checkAuthors } from './sender-rule.ts';
import type { StagingBudget, StagingShare } from './staging-budget.ts';
import { takeBack } from './take-back.ts';
import { traceAccepted } from './trace-filing.ts';
import { formatDate, formatMissingFields, formatReceived } from './trace-header.ts';

export interface IncomingMailDeps extends DeliveryDeps {
  readonly book: AddressBook;
  readonly folders: FolderFinder;
  readonly transit: FilterTransit;
  readonly budget: StagingBudget;
  /** For recipients that a filter adds, and those of what it gives back. */
  readonly resolve: ResolveText;
}

export interface FilingResult {
  /**
   * In the order of the envelope: whether at least one copy was filed or queued, or a rule wants none. False: the
   * accounts were deleted meanwhile.
   */
  readonly isFiled: readonly boolean[];
}

/** Disposing before `finish` gives up what has come; afterwards it does nothing. */
export interface IncomingMail extends AsyncDisposable {
  readonly queueId: string;
  /** What its header says that the trace finds it by, as far as that has come. */
  readonly names: MessageNames;
  /**
   * Takes the next octets, which must not be changed afterwards. A promise means: wait for it before the next.
   * Throws MessageRefused, or Failure `too-large` and `no-space`; then the message is to be disposed.
   */
  write(chunk: Uint8Array): Promise<void> | undefined;
  /**
   * Files it. Throws like `write`, MessageRefusedByRule, and Failure `unavailable`: then it may or may not have been
   * filed. Rejects with the reason of the signal given at the beginning where the client has gone before that.
   */
  finish(): Promise<FilingResult>;
}

export type MessageNames = Pick<TraceSubject, 'messageId' | 'subject'>;

/** What is known of a message while it comes. */
export interface Arrival {
  readonly queueId: string;
  readonly envelope: Envelope;
  readonly facts: HeaderFacts;
  /** For one that a filter gives back. */
  readonly back: GivenBack | null;
  /** What it uses of its sender's limits, to be kept once it is taken; null where nobody of ours sends it elsewhere. */
  readonly outbound: OutboundShare | null;
  /** The guard lets it wait. */
  readonly heldBecause: string | null;
  readonly receivedAt: ReceivedAt;
  /** The same as a Date field has it. */
  readonly date: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

export class MailInTransit implements IncomingMail {
  readonly queueId: string;
  readonly #deps: IncomingMailDeps;
  #envelope: Envelope;
  readonly #log: Logger;
  readonly #signal: AbortSignal;
  readonly #receivedAt: ReceivedAt;
  readonly #date: string;
  readonly #outbound: OutboundShare | null;
  readonly #share: StagingShare;
  readonly #body:
    | { readonly kind: 'straight'; readonly message: IncomingMessage }
    | { readonly kind: 'held'; readonly message: HeldMessage };
  /** Null once the header section has gone through. */
  #header: HeaderSection | null = new HeaderSection();
  #facts: HeaderFacts | null = null;
  #back: GivenBack | null = null;

  private constructor(deps: IncomingMailDeps, envelope: Envelope, queueId: string, log: Logger, signal: AbortSignal) {
    this.queueId = queueId;
    this.#deps = deps;
    this.#envelope = envelope;
    this.#log = log;
    this.#signal = signal;
    const ms = deps.clock.nowMs();
    this.#receivedAt = { ms, offsetMinutes: -new Date(ms).getTimezoneOffset() };
    this.#date = formatDate(ms, this.#receivedAt.offsetMinutes);
    this.#share = deps.budget.open(envelope);
    this.#outbound = admit(deps, envelope);
    const { contents } = deps.store;
    const expectedBytes = envelope.declaredBytes ?? undefined;
    this.#body = needsLook(deps, envelope)
      ? { kind: 'held', message: new HeldMessage(contents, expectedBytes) }
      : { kind: 'straight', message: receiveMessage(contents, { expectedBytes }) };
  }

  /** Throws Failure `no-space`, MessageRefused and MessageRefusedByRule before anything of the message is taken. */
  static async begin(
    deps: IncomingMailDeps,
    envelope: Envelope,
    queueId: string,
    log: Logger,
    signal: AbortSignal,
  ): Promise<IncomingMail> {
    const mail = new MailInTransit(deps, envelope, queueId, log, signal);
    // Also where nothing goes before it: what cannot be taken is told before the body comes.
    const isHeld = mail.#body.kind === 'held';
    const head = isHeld ? '' : mail.#topOf(envelope);
    try {
      await mail.#body.message.write(Buffer.from(head));
    } catch (error) {
      await mail[Symbol.asyncDispose]();
      throw error;
    }
    return mail;
  }

  get names(): MessageNames {
    const { messageId = null, subject = null } = this.#facts ?? {};
    return { messageId, subject: subject === null ? null : decodeHeaderText(utf8ByteString(subject)) };
  }

  /** What goes on top of a message that streams straight into the store. */
  #topOf(envelope: Envelope): string {
    const received = formatReceived(envelope, this.#deps.hostname, this.queueId, this.#date);
    return formatReturnPath(envelope.returnPath.address) + received;
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    this.#share.grow(chunk.length);
    if (this.#header === null) return this.#body.message.write(chunk);
    return this.#header.push(chunk) ? this.#passHeader(this.#header) : undefined;
  }

  async finish(): Promise<FilingResult> {
    if (this.#header !== null) await this.#passHeader(this.#header);
    const arrival = this.#arrival();
    const body = this.#body;
    const decided = await lookAtMessage(this.#deps, arrival, body.kind === 'held' ? body.message : null);
    if (decided.kind === 'done') return this.#letGo(arrival, decided);
    const received = await this.#store(decided);
    if (decided.kind === 'quarantine') return this.#quarantine(arrival, decided, received);
    if (this.#back?.isWanted === false) throw new Failure('unavailable', 'the filter has failed meanwhile');
    const result = await fileMessage(this.#deps, arrival, decided, received);
    this.#back?.keep();
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#back?.[Symbol.dispose]();
    this.#outbound?.[Symbol.dispose]();
    this.#share[Symbol.dispose]();
    await this.#body.message[Symbol.asyncDispose]();
  }

  #passHeader(header: HeaderSection): Promise<void> | undefined {
    this.#header = null;
    const facts = header.read();
    this.#facts = facts;
    if (facts.receivedCount > this.#deps.settings.get('maxReceivedHops')) throw new MessageRefused('too-many-hops');
    const { submitter, source } = this.#envelope;
    if (source === 'filter') return this.#takeBack(header, facts);
    const bytes = this.#withoutForgedResults(header, facts);
    if (submitter === null) return this.#body.message.write(bytes);
    if (submitter === 'device') return this.#complete(bytes, facts);
    return checkAuthors(this.#deps.book, submitter, facts).then(() => this.#complete(bytes, facts));
  }

  async #takeBack(header: HeaderSection, facts: HeaderFacts): Promise<void> {
    const { back, envelope } = await takeBack(this.#deps, this.#envelope, header.bodiesOf('received'), facts);
    this.#back = back;
    this.#envelope = envelope;
    // What it was given the filter has kept, our results with it.
    const bytes = back === null ? this.#withoutForgedResults(header, facts) : header.without(isTransitField);
    await this.#body.message.write(bytes);
  }

  /** Results in our name that are not ours would be believed. RFC 8601 section 5 */
  #withoutForgedResults(header: HeaderSection, facts: HeaderFacts): Uint8Array {
    const { hostname, settings, authentication } = this.#deps;
    const { source } = this.#envelope;
    const isBelieved =
      source === 'queue' || (source === 'local-server' && settings.get('lmtpKeepsAuthenticationResults') === 'yes');
    const isForged = (body: string) => isOwnResults(body, hostname);
    if (isBelieved || !facts.authenticationResults.some(isForged)) return header.bytes;
    const cleaned = header.without((name, body) => name === 'authentication-results' && isForged(body));
    // A signature may cover them: what is verified is what came.
    if (this.#body.kind === 'held' && source === 'server' && authentication !== null) {
      this.#body.message.replaceStart(header.bytes.length, cleaned);
      return header.bytes;
    }
    return cleaned;
  }

  /** Adds what a submitted message lacks. */
  #complete(bytes: Uint8Array, facts: HeaderFacts): Promise<void> | undefined {
    const missing = { from: facts.from.length === 0, date: !facts.hasDate, messageId: facts.messageId === null };
    const added = formatMissingFields(missing, this.#envelope, this.#deps.hostname, this.queueId, this.#date);
    if (added === '') return this.#body.message.write(bytes);
    return this.#body.message.write(Buffer.concat([Buffer.from(added), bytes]));
  }

  #store({ envelope, source }: Exclude<Decided, { readonly kind: 'done' }>): Promise<ReceivedMessage> {
    const body = this.#body;
    if (body.kind === 'straight') return body.message.finish();
    if (source === null) throw new Error('a message that was held has no source');
    return body.message.store(formatReturnPath(envelope.returnPath.address), source);
  }

  #arrival(): Arrival {
    const facts = this.#facts;
    if (facts === null) throw new Error('the header section has not gone through');
    return {
      queueId: this.queueId,
      envelope: this.#envelope,
      facts,
      back: this.#back,
      outbound: this.#outbound,
      heldBecause: this.#back?.given.envelope.heldBecause ?? this.#outbound?.heldBecause ?? null,
      receivedAt: this.#receivedAt,
      date: this.#date,
      log: this.#log,
      signal: this.#signal,
    };
  }

  /** A filter has it now, or wants nobody to have it. */
  #letGo(
    arrival: Arrival,
    { origin: { hostName }, sizeBytes, isTaken }: Extract<Decided, { readonly kind: 'done' }>,
  ): FilingResult {
    const { queueId, envelope, log } = arrival;
    const { trace } = this.#deps;
    if (isTaken) arrival.outbound?.keep();
    traceAccepted(trace, { queueId, envelope, hostName, sizeBytes, ...this.names });
    log.info({ queueId, from: envelope.returnPath.address, sizeBytes, isTaken }, 'message left to a content filter');
    return { isFiled: envelope.recipients.map(() => true) };
  }

  async #quarantine(
    { queueId, receivedAt, heldBecause }: Arrival,
    { envelope, origin: { hostName, authentication }, reasons }: Extract<Decided, { readonly kind: 'quarantine' }>,
    { staged, digest, message }: ReceivedMessage,
  ): Promise<FilingResult> {
    await using content = staged;
    const { trace, quarantine } = this.#deps;
    if (quarantine === null) throw new Error('there is no quarantine');
    const { sizeBytes } = content;
    const { messageId, subject } = message;
    traceAccepted(trace, { queueId, envelope, hostName, sizeBytes, messageId, subject });
    await quarantine.keep({
      content: { staged: content, digest },
      receivedAt,
      message: {
        ...keepEnvelope(envelope, authentication, heldBecause),
        queueId,
        clientAddress: envelope.client.address,
        reasons,
      },
    });
    return { isFiled: this.#envelope.recipients.map(() => true) };
  }
}

/** Whether more is to be known than what streams by. */
function needsLook(deps: IncomingMailDeps, envelope: Envelope): boolean {
  const { authentication, signing } = deps;
  const { source, recipients } = envelope;
  if (source === 'server' && authentication !== null) return true;
  if (source === 'filter' || isFiltered(deps, envelope, null)) return true;
  return signing !== null && source === 'submission' && recipients.some(({ departures }) => departures.length > 0);
}

/**
 * Reserves what the message uses of its sender's limits. What a filter gives back was counted before.
 * Throws MessageRefusedByRule.
 */
function admit({ guard }: IncomingMailDeps, { submitter, source, recipients, client }: Envelope): OutboundShare | null {
  if (submitter === null || source === 'filter') return null;
  if (recipients.every(({ departures }) => departures.length === 0)) return null;
  const sender =
    submitter === 'device'
      ? ({ kind: 'device', address: client.address } as const)
      : ({ kind: 'user', account: submitter } as const);
  const admission = guard.admit(sender, countRemote(recipients));
  if (admission.kind === 'ok') return admission.share;
  throw new MessageRefusedByRule('outbound-guard', 450, '4.7.1', admission.text);
}

/** Recipients elsewhere whom the sender has named; what a list makes of a message is not the sender's doing. */
function countRemote(recipients: Envelope['recipients']): number {
  return recipients.filter(({ departures }) => departures.some(({ route }) => route.kind === 'submitted')).length;
}
