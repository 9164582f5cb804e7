/** Taking mail in: what the transports that receive (SMTP, submission, LMTP, re-injection) know of delivery. */
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { MailAddress } from '../../formats/address/mail-address.ts';
import type { AccountPolicies } from '../access/policy/account-policies.ts';
import type { AccountId } from '../ports/ids.ts';
import type { Quarantined } from '../ports/quarantine.ts';
import type { Store } from '../ports/store.ts';
import type { NoticePlaces } from '../queue/notice-writer.ts';
import type { Settings } from '../settings/settings.ts';
import type { TraceFacts } from '../trace/trace-facts.ts';
import { type TraceSubject, traceKeys } from '../trace/trace-keys.ts';
import { AddressBook } from './address-book.ts';
import { type DeliveryServices, NO_SERVICES } from './delivery-services.ts';
import type { Envelope, RecipientDecision } from './envelope.ts';
import { FilterTransit } from './filter-transit.ts';
import { FolderFinder } from './folder-finder.ts';
import { type IncomingMail, MailInTransit } from './incoming-mail.ts';
import type { ResolveText } from './keep-envelope.ts';
import { findNoticePlaces } from './notice-places.ts';
import { parseAddressOrNull } from './parse-address.ts';
import { createQueueIds } from './queue-id.ts';
import { redeliver } from './redeliver.ts';
import { type RecipientContext, resolveRecipient } from './resolve-recipient.ts';
import { maySendAs } from './sender-rule.ts';
import { StagingBudget } from './staging-budget.ts';

export interface Receiving extends Disposable {
  /** Decides about one recipient; without a promise where the answer is known. MI4 */
  resolveRecipient(
    address: MailAddress | 'postmaster',
    context: RecipientContext,
  ): RecipientDecision | Promise<RecipientDecision>;
  /** Whether a user may write under this address. MI2 */
  maySendAs(account: AccountId, address: MailAddress): boolean | Promise<boolean>;
  /** Whether a user may have one more message wait for a time of its own. RFC 4865 section 6 */
  mayHoldBack(account: AccountId): Promise<boolean>;
  /** Whether mail for this domain is this server's own. @param name A-label form, lower case. */
  isOwnDomain(name: string): Promise<boolean>;
  /** There is a content filter that gives messages back over SMTP: others change them within our own session. */
  readonly expectsReturns: boolean;
  /** For a message that is refused before it begins, so that the trace knows it. */
  nextQueueId(): string;
  /** A recipient or a message was refused. @param message what is known of the one that was refused. */
  refused(queueId: string, facts: TraceFacts['refused'], message?: Omit<TraceSubject, 'from'>): void;
  /**
   * Begins to take a message. The log is the connection's: its fields go with the trace.
   * Throws Failure `no-space` when the disk is short, MessageRefused, MessageRefusedByRule.
   *
   * @param signal aborted when the client is gone: then nobody waits for checks and filters any more.
   * @param queueId where one was given out already.
   */
  begin(envelope: Envelope, log: Logger, signal: AbortSignal, queueId?: string): Promise<IncomingMail>;
  /** What `createQuarantine` needs to let a message go. */
  redeliver(message: Quarantined, signal?: AbortSignal): ReturnType<typeof redeliver>;
  /** Where a notice to an address goes: `placesOf` of the queue's notices. */
  placesOfNotice(address: string): Promise<NoticePlaces>;
}

/** Services that are not given let everything through. */
export interface ReceivingDeps extends Partial<DeliveryServices> {
  readonly store: Store;
  readonly settings: Pick<Settings, 'get' | 'onChange'>;
  readonly policies: Pick<AccountPolicies, 'of'>;
  readonly clock: Clock;
  readonly hostname: string;
  /** Two characters that tell this process from others that take mail at the same time. */
  readonly processMark: string;
}

export function createReceiving(given: ReceivingDeps): Receiving {
  const deps = { ...NO_SERVICES, ...given };
  const { store, settings, policies, clock } = deps;
  const book = new AddressBook(store, settings, deps.hostname, deps.senderRewriting);
  const folders = new FolderFinder(store);
  const nextQueueId = createQueueIds(clock, deps.processMark);
  const resolveDeps = { store, policies, book, folders };
  const resolveText: ResolveText = async (text, context) => {
    const address = parseAddressOrNull(text);
    if (address === null) return { refusal: 'unknown-recipient' };
    return await resolveRecipient(resolveDeps, address, { isFromNobody: true, declaredBytes: null, ...context });
  };
  const mailDeps = {
    ...deps,
    book,
    folders,
    transit: new FilterTransit(deps.transitNotes, clock),
    budget: new StagingBudget(settings),
    resolve: resolveText,
  };
  return {
    resolveRecipient: (address, context) => resolveRecipient(resolveDeps, address, context),
    maySendAs: (account, address) => maySendAs(book, account, address),
    async mayHoldBack(account) {
      const waiting = await store.reader().queue.countHeldBack(account, clock.nowMs());
      return waiting < settings.get('maxFutureReleaseMessages');
    },
    isOwnDomain: (name) => book.isOwnDomain(name),
    get expectsReturns() {
      return deps.filters.givesBack;
    },
    nextQueueId,
    refused: (queueId, facts, message) => {
      const named = message ?? { recipients: [facts.recipient ?? ''], messageId: null, subject: null };
      deps.trace.add(queueId, 'refused', facts, traceKeys({ from: facts.from, ...named }));
    },
    begin: (envelope, log, signal, queueId = nextQueueId()) =>
      MailInTransit.begin(mailDeps, envelope, queueId, log, signal),
    redeliver: (message, signal = new AbortController().signal) => redeliver(mailDeps, message, signal),
    placesOfNotice: async (address) => findNoticePlaces(await resolveText(address, { maySubmit: true })),
    [Symbol.dispose]: () => {
      book[Symbol.dispose]();
      folders[Symbol.dispose]();
    },
  };
}
