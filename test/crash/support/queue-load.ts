/** Everything that happens to messages of the queue, in random order: each operation told before it is applied. */

import type { Deliver, LocalDelivery, RecipientSettlement } from '../../../src/domain/ports/delivery-operations.ts';
import type { AccountId, QuarantineId, QueueMessageId, QueueRecipientId } from '../../../src/domain/ports/ids.ts';
import type { Operation } from '../../../src/domain/ports/operations.ts';
import { NULL_RETURN_PATH, type OutgoingMessage } from '../../../src/domain/ports/queue.ts';
import type { Store } from '../../../src/domain/ports/store.ts';
import { plainEnvelope } from '../../../src/engines/contract/office.ts';
import { PLAIN_MESSAGE, plainRecipient } from '../../support/outgoing-message.ts';
import { stage } from '../../support/store.ts';
import { COPY_USER, copyId, noticeId, SENDER } from './queue-observer.ts';
import { NOWHERE, type QueueState, type QueueStates } from './queue-state.ts';
import type { Random } from './random.ts';

/** Tells of an operation before it is applied; what it returns tells of the answer. */
export type Announce = (next: QueueStates) => (isDone: boolean) => void;

export interface QueueLoad {
  readonly store: Store;
  readonly random: Random;
  readonly announce: Announce;
  /** As the last process left them. */
  readonly states: QueueStates;
  /** In all queue ids of this process. */
  readonly prefix: string;
}

const MAX_MESSAGES = 40;
const LARGE_BYTES = 300_000;

/** A message, and where the store has it. */
interface Known {
  state: QueueState;
  message: QueueMessageId | null;
  quarantined: QuarantineId | null;
  recipients: Record<string, QueueRecipientId>;
}

export class QueueClients {
  readonly #load: QueueLoad;
  readonly #known = new Map<string, Known>();
  readonly #busy = new Set<string>();
  #copies: LocalDelivery = { account: 0 as AccountId, mailbox: null, system: 0, keywords: '' };
  #notices: LocalDelivery = this.#copies;
  #count = 0;

  constructor(load: QueueLoad) {
    this.#load = load;
  }

  /** Learns what is there. */
  async prepare(): Promise<void> {
    const { directory, queue, quarantine } = this.#load.store.reader();
    const account = async (user: string) => (await directory.findUser(user))?.account ?? (0 as AccountId);
    this.#copies = { ...this.#copies, account: await account(COPY_USER) };
    this.#notices = { ...this.#notices, account: await account(SENDER) };
    for (const [queueId, state] of Object.entries(this.#load.states)) {
      if (state.place !== 'gone') this.#known.set(queueId, { state, message: null, quarantined: null, recipients: {} });
    }
    for (const { queueId } of await queue.list({ limit: 10_000 })) await this.#learn(queueId);
    for (const { queueId, id } of await quarantine.list({ limit: 10_000 })) {
      const known = this.#known.get(queueId);
      if (known !== undefined) known.quarantined = id;
    }
  }

  /** One client; several work side by side. Ends with the process. */
  async run(): Promise<never> {
    for (;;) await this.#workOnce();
  }

  async #workOnce(): Promise<void> {
    const { random } = this.#load;
    const free = [...this.#known].filter(([queueId]) => !this.#busy.has(queueId));
    if (free.length === 0 || (this.#known.size < MAX_MESSAGES && random.below(4) === 0)) return this.#add();
    const [queueId, known] = random.pick(free);
    this.#busy.add(queueId);
    try {
      if (known.state.place === 'quarantine') await this.#decide(queueId, known);
      else if (random.below(4) > 0) await this.#attempt(queueId, known);
      else await this.#administer(queueId, known);
    } finally {
      this.#busy.delete(queueId);
    }
  }

  /** Accepted for others, perhaps with a copy here; or kept aside. */
  async #add(): Promise<void> {
    const { store, random } = this.#load;
    const queueId = this.#nextId();
    const body = random.below(8) === 0 ? LARGE_BYTES : 500;
    const content = await stage(store, message(copyId(queueId), body, random));
    const outgoing = this.#outgoing(queueId);
    const waiting = Object.fromEntries(outgoing.recipients.map(({ address }) => [address, 0]));
    const state = { ...NOWHERE, hash: content.staged.hash, waiting };
    const base = { content, receivedAt: { ms: Date.now(), offsetMinutes: 0 } };
    if (random.below(5) === 0) {
      const held = { ...plainEnvelope('', Object.keys(waiting)), queueId, clientAddress: '::1' };
      const operation = { kind: 'quarantine', ...base, message: { ...held, reasons: [] } } as const;
      await this.#apply(operation, { [queueId]: { ...state, place: 'quarantine' } });
    } else {
      const hasCopy = random.below(2) === 0;
      const local = hasCopy ? [this.#copies] : [];
      const operation = { kind: 'deliver', ...base, local, outgoing: [outgoing] } as const;
      await this.#apply(operation, { [queueId]: { ...state, place: 'queue', hasCopy } });
    }
  }

  async #decide(queueId: string, { state, quarantined }: Known): Promise<void> {
    if (quarantined === null) return;
    if (this.#load.random.below(3) === 0) {
      const operation = { kind: 'delete-quarantined', quarantined: [quarantined] } as const;
      return this.#apply(operation, { [queueId]: { ...state, place: 'gone', waiting: {} } });
    }
    const outgoing = [{ ...this.#outgoing(queueId), recipients: Object.keys(state.waiting).map(plainRecipient) }];
    const receivedAt = { ms: Date.now(), offsetMinutes: 0 };
    const operation = {
      kind: 'release-quarantined',
      quarantined,
      receivedAt,
      local: [this.#copies],
      outgoing,
    } as const;
    await this.#apply(operation, { [queueId]: { ...state, place: 'queue', hasCopy: true } });
  }

  /** Some of the recipients were tried: each is delivered, put off, or given up with a notice, here or elsewhere. */
  async #attempt(queueId: string, { state, message: id, recipients }: Known): Promise<void> {
    const { random } = this.#load;
    if (id === null) return;
    const settlements: RecipientSettlement[] = [];
    const notices: Omit<Deliver, 'kind'>[] = [];
    const waiting = { ...state.waiting };
    const noticed = [...state.noticed];
    const next: Record<string, QueueState> = {};
    for (const address of random.some(Object.keys(waiting))) {
      const whom = { recipient: recipients[address] };
      const fate = random.below(5);
      if (fate < 2) {
        const attempt = { atMs: 0, host: null, address: null, status: '4.4.1', text: 'no answer' };
        settlements.push({ kind: 'put-off', ...whom, nextAttemptAtMs: 0, attempt, isDelayTold: false });
        waiting[address] = (waiting[address] ?? 0) + 1;
        continue;
      }
      settlements.push({ kind: 'done', ...whom });
      delete waiting[address];
      if (fate === 2) continue;
      const isHere = fate === 3;
      const notice = await this.#notice(queueId, address, isHere);
      notices.push(notice);
      if (isHere) noticed.push(address);
      for (const { queueId: other, recipients: to } of notice.outgoing) {
        const tried = Object.fromEntries(to.map((each) => [each.address, 0]));
        next[other] = { ...NOWHERE, place: 'queue', hash: notice.content.staged.hash, waiting: tried };
      }
    }
    const isGone = Object.keys(waiting).length === 0;
    next[queueId] = { ...state, waiting, noticed, ...(isGone ? { place: 'gone', isHeld: false } : {}) };
    await this.#apply({ kind: 'settle-outgoing', message: id, recipients: settlements, notices }, next);
  }

  async #notice(queueId: string, address: string, isHere: boolean): Promise<Omit<Deliver, 'kind'>> {
    const content = await stage(this.#load.store, message(noticeId(queueId, address), 200, this.#load.random));
    const outgoing = isHere ? [] : [this.#outgoing(this.#nextId())];
    return { content, receivedAt: { ms: 0, offsetMinutes: 0 }, local: isHere ? [this.#notices] : [], outgoing };
  }

  async #administer(queueId: string, { state, message: id }: Known): Promise<void> {
    if (id === null) return;
    const update = { kind: 'update-queue', messages: [id] } as const;
    if (this.#load.random.below(4) === 0) {
      const next = { ...state, place: 'gone', waiting: {}, isHeld: false } as const;
      return this.#apply({ ...update, change: { kind: 'delete' } }, { [queueId]: next });
    }
    const change = state.isHeld ? ({ kind: 'release' } as const) : ({ kind: 'hold', because: 'a test' } as const);
    await this.#apply({ ...update, change }, { [queueId]: { ...state, isHeld: !state.isHeld } });
  }

  async #apply(operation: Operation, next: QueueStates): Promise<void> {
    const begun = Object.keys(next).filter((queueId) => !this.#busy.has(queueId));
    for (const queueId of begun) this.#busy.add(queueId);
    const answer = this.#load.announce(next);
    const [outcome] = await this.#load.store.apply([operation]);
    answer(outcome.ok);
    if (!outcome.ok) throw outcome.failure;
    const result = outcome.value as { readonly quarantined?: QuarantineId; readonly isGone?: boolean };
    if (result.isGone === true) throw new Error('a message that was waiting is gone');
    for (const [queueId, state] of Object.entries(next)) {
      if (state.place === 'gone') this.#known.delete(queueId);
      else this.#known.set(queueId, { state, message: null, quarantined: result.quarantined ?? null, recipients: {} });
      if (state.place === 'queue') await this.#learn(queueId);
    }
    for (const queueId of begun) this.#busy.delete(queueId);
  }

  async #learn(queueId: string): Promise<void> {
    const [found] = await this.#load.store.reader().queue.findByQueueId(queueId);
    const known = this.#known.get(queueId);
    if (found === undefined || known === undefined) return;
    known.message = found.id;
    known.recipients = Object.fromEntries(found.recipients.map(({ address, id }) => [address, id]));
  }

  #outgoing(queueId: string): OutgoingMessage {
    const { random } = this.#load;
    const count = random.between(1, 4);
    const addresses = Array.from({ length: count }, (_, index) => `r${index}@d${random.below(5)}.example`);
    return {
      ...PLAIN_MESSAGE,
      queueId,
      returnPath: NULL_RETURN_PATH,
      recipients: addresses.map(plainRecipient),
    };
  }

  #nextId(): string {
    this.#count += 1;
    return `${this.#load.prefix}x${this.#count}`;
  }
}

function message(messageId: string, bodyBytes: number, random: Random): string {
  const line = `${random.below(1e9)} `.repeat(7);
  return `Message-ID: ${messageId}\r\n\r\n${`${line}\r\n`.repeat(Math.ceil(bodyBytes / (line.length + 2)))}`;
}
