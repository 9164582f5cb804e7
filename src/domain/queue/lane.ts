/** What waits for one destination, as the scheduler keeps it: nothing of a message stays here that is not tried soon. */
import type { QueueMessageId } from '../ports/ids.ts';
import { CUT_OFF_STATUS } from '../ports/mail-sender.ts';
import type { QueuedMessage, QueuedRecipient } from '../ports/queue.ts';
import type { Destination } from './destination.ts';
import type { DueItem } from './due-heap.ts';
import { isServerReply } from './notice-text.ts';

/** RFC 5321 section 4.5.3.1.8: every server takes at least 100 recipients in one transaction. */
export const MAX_TRANSMISSION_RECIPIENTS = 100;

/** Recipients that go in one transmission, all of one message and one lane. */
export interface Group {
  readonly message: QueuedMessage;
  readonly recipients: QueuedMessage['recipients'];
}

export class Lane implements DueItem {
  readonly name: string;
  destination: Destination<Lane>;
  dueMs = Infinity;
  heapIndex = -1;
  /** It is among those of its destination that wait for their turn. */
  isWaiting = false;
  isLoading = false;
  /** Something has become due while it was being loaded. */
  isStirred = false;
  /** The last page was full: more is due. */
  mayHaveMore = false;
  readonly groups: Group[] = [];
  /** Groups of each message that are loaded or being sent. */
  readonly #trying = new Map<QueueMessageId, number>();

  constructor(name: string, destination: Destination<Lane>) {
    this.name = name;
    this.destination = destination;
  }

  get trying(): ReadonlySet<QueueMessageId> {
    return new Set(this.#trying.keys());
  }

  /** Nothing is loaded or being sent. */
  get isIdle(): boolean {
    return this.#trying.size === 0 && !this.isLoading && !this.isWaiting;
  }

  /** Whoever made the other server break off goes by himself, after all others. */
  take(messages: readonly QueuedMessage[]): void {
    for (const message of messages) {
      const recipients = message.recipients.filter((one) => !wasCutOff(one));
      for (let from = 0; from < recipients.length; from += MAX_TRANSMISSION_RECIPIENTS) {
        this.#add({ message, recipients: recipients.slice(from, from + MAX_TRANSMISSION_RECIPIENTS) });
      }
    }
    for (const message of messages) {
      for (const one of message.recipients) if (wasCutOff(one)) this.#add({ message, recipients: [one] });
    }
  }

  #add(group: Group): void {
    const { id } = group.message;
    this.groups.push(group);
    this.#trying.set(id, (this.#trying.get(id) ?? 0) + 1);
  }

  /** Ends what was taken: it was tried, or is not to be tried now. */
  release(group: Group): void {
    const { id } = group.message;
    const left = (this.#trying.get(id) ?? 0) - 1;
    if (left > 0) this.#trying.set(id, left);
    else this.#trying.delete(id);
  }

  /** Gives back what is loaded and not being sent, of these messages or of all. */
  drop(messages: ReadonlySet<QueueMessageId> | null): void {
    const dropped = this.groups.filter(({ message }) => messages === null || messages.has(message.id));
    for (const group of dropped) this.release(group);
    const kept = this.groups.filter((group) => !dropped.includes(group));
    this.groups.splice(0, this.groups.length, ...kept);
  }
}

function wasCutOff({ lastAttempt }: QueuedRecipient): boolean {
  if (lastAttempt?.status !== CUT_OFF_STATUS) return false;
  return !isServerReply({ code: null, reply: lastAttempt.text });
}
