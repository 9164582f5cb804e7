/** Taking mail in: what the transports that receive (SMTP, submission, LMTP) know of delivery. */
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { MailAddress } from '../../formats/address/mail-address.ts';
import type { AccountId } from '../ports/ids.ts';
import { AddressBook } from './address-book.ts';
import type { Envelope, RecipientDecision } from './envelope.ts';
import { FolderFinder } from './folder-finder.ts';
import { type IncomingMail, type IncomingMailDeps, MailInTransit } from './incoming-mail.ts';
import { createQueueIds } from './queue-id.ts';
import { type RecipientContext, resolveRecipient } from './resolve-recipient.ts';
import { maySendAs } from './sender-rule.ts';

export interface Receiving extends Disposable {
  /** Decides about one recipient; without a promise where the answer is known. MI4 */
  resolveRecipient(
    address: MailAddress | 'postmaster',
    context: RecipientContext,
  ): RecipientDecision | Promise<RecipientDecision>;
  /** Whether a user may write under this address. MI2 */
  maySendAs(account: AccountId, address: MailAddress): boolean | Promise<boolean>;
  /**
   * Begins to take a message. The log is the connection's: its fields go with the trace.
   * Throws Failure `no-space` when the disk is short.
   */
  begin(envelope: Envelope, log: Logger): Promise<IncomingMail>;
}

export interface ReceivingDeps extends Omit<IncomingMailDeps, 'book'> {
  readonly clock: Clock;
  /** Two characters that tell this process from others that take mail at the same time. */
  readonly processMark: string;
}

export function createReceiving(deps: ReceivingDeps): Receiving {
  const { store, settings } = deps;
  const book = new AddressBook(store, settings, deps.hostname);
  const folders = new FolderFinder(store);
  const nextQueueId = createQueueIds(deps.clock, deps.processMark);
  const mailDeps = { ...deps, book };
  const resolveDeps = { store, settings, book, folders };
  return {
    resolveRecipient: (address, context) => resolveRecipient(resolveDeps, address, context),
    maySendAs: (account, address) => maySendAs(book, account, address),
    begin: (envelope, log) => MailInTransit.begin(mailDeps, envelope, nextQueueId(), log),
    [Symbol.dispose]: () => {
      book[Symbol.dispose]();
      folders[Symbol.dispose]();
    },
  };
}
