/** A queue without a store, for what is only about times: as much of the store as the scheduler knows. */

import type { ChangeBatch } from '../../src/domain/ports/changes.ts';
import type { ContentHash, Position, QueueMessageId, QueueRecipientId } from '../../src/domain/ports/ids.ts';
import { NULL_RETURN_PATH, type QueuedMessage, type QueuedRecipient } from '../../src/domain/ports/queue.ts';
import type { Store } from '../../src/domain/ports/store.ts';
import type { SettledRecipient } from '../../src/domain/queue/settle.ts';
import { PLAIN_MESSAGE, plainRecipient } from './outgoing-message.ts';

export class QueueInMemory {
  readonly #messages = new Map<QueueMessageId, QueuedMessage>();
  readonly #listeners = new Set<(batch: ChangeBatch) => void>();
  #lastId = 0;

  get size(): number {
    return this.#messages.size;
  }

  /** Adds a message for these recipients; the lane is the domain. Tells the listeners. */
  add(queuedAtMs: number, addresses: readonly string[], more: Partial<QueuedMessage> = {}): QueuedMessage {
    const id = ++this.#lastId as QueueMessageId;
    const message: QueuedMessage = {
      id,
      queueId: `Q${id}`,
      returnPath: { ...NULL_RETURN_PATH, address: 'alice@example.test' },
      ...PLAIN_MESSAGE,
      content: '00' as ContentHash,
      sizeBytes: 100,
      queuedAtMs,
      ...more,
      recipients: addresses.map(
        (address): QueuedRecipient => ({
          id: ++this.#lastId as QueueRecipientId,
          ...plainRecipient(address),
          attempts: 0,
          nextAttemptAtMs: queuedAtMs,
          lastAttempt: null,
          isDelayTold: false,
        }),
      ),
    };
    this.#messages.set(id, message);
    this.#tell(message.recipients.map(({ lane }) => ({ lane, nextAttemptAtMs: queuedAtMs })));
    return message;
  }

  settle(id: QueueMessageId, settled: readonly SettledRecipient[]): void {
    const message = this.#messages.get(id);
    if (message === undefined) return;
    const fates = new Map(settled.map(([recipient, fate]) => [recipient.id, fate]));
    const recipients = message.recipients.flatMap((recipient) => {
      const fate = fates.get(recipient.id);
      if (fate === undefined) return [recipient];
      if (fate.kind === 'done') return [];
      const { nextAttemptAtMs, report } = fate;
      return [
        {
          ...recipient,
          attempts: recipient.attempts + 1,
          nextAttemptAtMs,
          lastAttempt: report,
          isDelayTold: recipient.isDelayTold || fate.told !== null,
        },
      ];
    });
    if (recipients.length === 0) this.#messages.delete(id);
    else this.#messages.set(id, { ...message, recipients });
  }

  get store(): Pick<Store, 'reader' | 'feed'> {
    const queue = {
      lanes: async () =>
        [...this.#lanes()].map(([lane, nextAttemptAtMs]) => ({ lane, recipients: 1, nextAttemptAtMs })),
      firstDue: async (lane: string) => this.#lanes().get(lane) ?? null,
      due: async (
        lane: string,
        nowMs: number,
        limit: number,
        except: ReadonlySet<QueueMessageId>,
        after?: QueuedMessage,
      ) =>
        this.#due(lane, nowMs, except)
          .filter((one) => after === undefined || inOrder(after, one) < 0)
          .slice(0, limit),
    };
    const feed = {
      position: 0 as Position,
      subscribe: (listener: (batch: ChangeBatch) => void) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
    return { reader: () => ({ queue }) as never, feed };
  }

  #due(lane: string, nowMs: number, except: ReadonlySet<QueueMessageId>): QueuedMessage[] {
    return [...this.#messages.values()]
      .filter(({ id, heldBecause }) => !except.has(id) && heldBecause === null)
      .map((message) => ({
        ...message,
        recipients: message.recipients.filter((one) => one.lane === lane && one.nextAttemptAtMs <= nowMs),
      }))
      .filter(({ recipients }) => recipients.length > 0)
      .sort(inOrder);
  }

  #lanes(): Map<string, number> {
    const lanes = new Map<string, number>();
    for (const { recipients, heldBecause } of this.#messages.values()) {
      if (heldBecause !== null) continue;
      for (const { lane, nextAttemptAtMs } of recipients) {
        lanes.set(lane, Math.min(nextAttemptAtMs, lanes.get(lane) ?? Infinity));
      }
    }
    return lanes;
  }

  #tell(lanes: readonly { readonly lane: string; readonly nextAttemptAtMs: number }[]): void {
    const batch: ChangeBatch = { position: 0 as Position, changes: [{ kind: 'queued', lanes }] };
    for (const listener of this.#listeners) listener(batch);
  }
}

function inOrder(a: QueuedMessage, b: QueuedMessage): number {
  return b.priority - a.priority || a.id - b.id;
}
