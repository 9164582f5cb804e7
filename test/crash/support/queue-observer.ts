/** Reads from a store what became of each message of the queue. */
import type { AccountId, MailboxId, Uid } from '../../../src/domain/ports/ids.ts';
import { MAX_SLICE } from '../../../src/domain/ports/reader.ts';
import type { Store } from '../../../src/domain/ports/store.ts';
import { NOWHERE, type QueueState } from './queue-state.ts';

/** Whom the copies and the notices are for. */
export const COPY_USER = 'bob';
export const SENDER = 'alice';

const LAST_UID = (2 ** 32 - 1) as Uid;
const PAGE = 500;

/** The Message-ID says what it is. */
export function copyId(queueId: string): string {
  return `<copy.${queueId}@example.test>`;
}
export function noticeId(queueId: string, address: string): string {
  return `<notice.${queueId}.${address}>`;
}

export interface QueueObservation {
  readonly states: ReadonlyMap<string, QueueState>;
  readonly wrong: readonly string[];
}

export async function observeQueue(store: Store): Promise<QueueObservation> {
  const states = new Map<string, QueueState>();
  const wrong: string[] = [];
  const change = (queueId: string, more: Partial<QueueState>) =>
    void states.set(queueId, { ...(states.get(queueId) ?? NOWHERE), ...more });

  for (const { queueId, content, recipients, heldBecause } of await allQueued(store)) {
    if (states.has(queueId)) wrong.push(`${queueId} is in the queue twice`);
    const waiting = Object.fromEntries(recipients.map(({ address, attempts }) => [address, attempts]));
    change(queueId, { place: 'queue', hash: content, waiting, isHeld: heldBecause !== null });
  }
  for (const { queueId, content, recipients } of await store.reader().quarantine.list({ limit: 100_000 })) {
    if (states.has(queueId)) wrong.push(`${queueId} is in two places`);
    const waiting = Object.fromEntries(recipients.map(({ address }) => [address, 0]));
    change(queueId, { place: 'quarantine', hash: content, waiting });
  }
  for (const id of await messageIds(store, COPY_USER)) {
    const queueId = /^<copy\.(\w+)@/.exec(id)?.[1] ?? id;
    if (states.get(queueId)?.hasCopy === true) wrong.push(`${queueId} was filed twice`);
    change(queueId, { hasCopy: true });
  }
  for (const id of await messageIds(store, SENDER)) {
    const [, queueId = id, address = ''] = /^<notice\.(\w+)\.(.*)>$/.exec(id) ?? [];
    const { noticed } = states.get(queueId) ?? NOWHERE;
    if (noticed.includes(address)) wrong.push(`two notices of ${queueId} about ${address}`);
    change(queueId, { noticed: [...noticed, address] });
  }
  return { states, wrong };
}

async function allQueued(store: Store) {
  const messages = [];
  const { queue } = store.reader();
  for (let page = await queue.list({ limit: PAGE }); ; ) {
    messages.push(...page);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return messages;
    page = await queue.list({ limit: PAGE, after: last.id });
  }
}

async function messageIds(store: Store, user: string): Promise<string[]> {
  const { account = 0 as AccountId } = (await store.reader().directory.findUser(user)) ?? {};
  const { id = 0 as MailboxId } = (await store.reader().mailboxes.find(account, 'INBOX')) ?? {};
  const ids: string[] = [];
  for (let from = 1 as Uid; ; ) {
    const rows = await store.reader().mailboxes.scan(id, from, LAST_UID, MAX_SLICE, ['uid', 'messageId']);
    ids.push(...rows.map(([, messageId]) => messageId ?? ''));
    const last = rows.at(-1);
    if (last === undefined || rows.length < MAX_SLICE) return ids;
    from = (last[0] + 1) as Uid;
  }
}
