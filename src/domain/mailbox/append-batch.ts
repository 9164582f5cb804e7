/** Messages on their way into one mailbox: see AppendBatch. RFC 9051 section 6.3.12, RFC 3502 */
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import type { AppendResult, NewEmail } from '../ports/mailbox-operations.ts';
import type { Mailbox } from '../ports/mailboxes.ts';
import { applyOne, type Store } from '../ports/store.ts';
import type { AppendBatch, AppendMessage, MessageReceiver } from './account-mailboxes.ts';
import { type IncomingMessage, receiveMessage } from './arrival.ts';
import { checkKeywords } from './check-keywords.ts';
import { isOverQuota, type QuotaState } from './quota.ts';

/** Messages of one MULTIAPPEND. */
export const MAX_BATCH_MESSAGES = 1000;
/** Small messages wait in memory for the others; above this sum they are written to disk as large ones are. */
const MAX_MEMORY_BYTES = 16 * 1024 * 1024;
/** What the store takes for a large content. */
const LARGE_BYTES = 16 * 1024 * 1024;

export interface AppendContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly maxMessageBytes: number;
  /** At the beginning; the operation decides again. */
  readonly quota: QuotaState;
}

export class OpenAppend implements AppendBatch {
  readonly mailbox: Mailbox;
  readonly #context: AppendContext;
  readonly #emails: NewEmail[] = [];
  #finishedBytes = 0;
  #receiving: IncomingMessage | null = null;

  constructor(mailbox: Mailbox, context: AppendContext) {
    this.mailbox = mailbox;
    this.#context = context;
  }

  add(message: AppendMessage, expectedBytes: number | null): MessageReceiver {
    if (this.#receiving !== null) throw new Error('the message before is not finished');
    const { maxMessageBytes, store, clock } = this.#context;
    checkKeywords(message.keywords);
    if (this.#emails.length >= MAX_BATCH_MESSAGES) {
      throw new Failure('too-many', 'too many messages at once', { detail: { limit: MAX_BATCH_MESSAGES } });
    }
    if (expectedBytes !== null && expectedBytes > maxMessageBytes) {
      throw new Failure('too-large', 'the message is too large', { detail: { limit: maxMessageBytes } });
    }
    this.#requireRoom(expectedBytes ?? 0);
    const arrival = receiveMessage(store.contents, {
      expectedBytes: this.#finishedBytes > MAX_MEMORY_BYTES ? LARGE_BYTES : (expectedBytes ?? undefined),
      maxBytes: maxMessageBytes,
    });
    this.#receiving = arrival;
    const ms = clock.nowMs();
    const receivedAt = message.receivedAt ?? { ms, offsetMinutes: -new Date(ms).getTimezoneOffset() };
    return {
      write: (chunk) => arrival.write(chunk),
      finish: async () => {
        this.#requireRoom(arrival.sizeBytes);
        const content = await arrival.finish();
        this.#receiving = null;
        this.#finishedBytes += arrival.sizeBytes;
        this.#emails.push({ content, receivedAt, system: message.system, keywords: message.keywords });
      },
    };
  }

  commit(): Promise<AppendResult> {
    return applyOne(this.#context.store, {
      kind: 'append-emails',
      mailbox: this.mailbox.id,
      emails: this.#emails,
      limits: this.#context.quota.limits,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#receiving?.[Symbol.asyncDispose]();
    // What was filed is consumed already: disposing it does nothing.
    for (const { content } of this.#emails) await content.staged[Symbol.asyncDispose]();
  }

  #requireRoom(moreBytes: number): void {
    if (isOverQuota(this.#context.quota, this.#finishedBytes + moreBytes, this.#emails.length + 1)) {
      throw new Failure('over-quota', 'the quota would be exceeded');
    }
  }
}
