/**
 * Searching in an open mailbox. RFC 9051 section 6.4.4
 *
 * Messages are looked at in slices. The sequence map decides what it can, then columns of the store, then the bytes;
 * each only sees what is left. Others get their turn in between.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isFailure } from '../../../base/failure.ts';
import type { ContentStore } from '../../ports/contents.ts';
import type { AccountId, ModSeq } from '../../ports/ids.ts';
import type { MailboxSession } from '../mailbox-session.ts';
import { MESSAGE_FIELDS, openStoredMessage, type StoredMessageRow } from '../message-reader.ts';
import { rangesOf, sliceSet } from '../message-set.ts';
import type { Candidate } from './candidate.ts';
import { type Pause, readMessageText } from './message-text.ts';
import { planSearch, type SearchPlan } from './search-plan.ts';
import type { SearchQuery } from './search-query.ts';
import type { SearchOptions, SearchResult } from './search-result.ts';
import type { SearchTurns } from './search-turns.ts';
import { UNKNOWN, YES } from './verdict.ts';

export interface SearchEnvironment extends SearchOptions {
  readonly account: AccountId;
  readonly turns: SearchTurns;
  readonly contents: ContentStore;
  readonly nowMs: number;
}

/** Messages decided together, and at most so many conditions: some milliseconds of work. */
const SLICE = 2000;
const SLICE_CONDITIONS = 50_000;
/** Messages whose bytes are read at once. */
const READ_AT_ONCE = 4;
/** Work at a stretch before others get a turn. */
const STRETCH_MS = 5;

/** Throws Failure `invalid`, `unavailable` (too many searches of this account wait), and the signal's reason. */
export async function searchMailbox(
  session: MailboxSession,
  query: SearchQuery,
  environment: SearchEnvironment,
): Promise<SearchResult> {
  const { account, turns, signal } = environment;
  const plan = planSearch(session, query, environment.nowMs);
  const run = () => searchByPlan(session, plan, environment);
  return plan.needs.length === 0 ? await run() : await turns.search(account, run, signal);
}

async function searchByPlan(
  session: MailboxSession,
  plan: SearchPlan,
  environment: SearchEnvironment,
): Promise<SearchResult> {
  const { signal } = environment;
  const pause = createPause(signal);
  const found = new Found();
  const sliceSize = Math.min(SLICE, Math.ceil(SLICE_CONDITIONS / Math.max(1, plan.conditionCount)));
  for (const slice of sliceSet(plan.scope, sliceSize)) {
    signal?.throwIfAborted();
    const matches: number[] = [];
    const undecided: Candidate[] = [];
    const candidate: Candidate = { seq: 0, uid: 0 as Candidate['uid'], system: 0, keywords: '', row: null, text: null };
    for (const { from, to } of slice) {
      session.visit(from, to, (seq, uid, system, keywords) => {
        candidate.seq = seq;
        candidate.uid = uid;
        candidate.system = system;
        candidate.keywords = keywords;
        const verdict = plan.decide(candidate);
        if (verdict === YES) matches.push(seq);
        else if (verdict === UNKNOWN) undecided.push({ seq, uid, system, keywords, row: null, text: null });
      });
    }
    if (undecided.length > 0) {
      const unread = await decideByColumns(session, plan, undecided, matches, pause, signal);
      await decideByText(environment, plan, unread, matches, pause);
      matches.sort((a, b) => a - b);
    }
    for (const seq of matches) found.push(seq, session.uidAt(seq));
    const turn = pause();
    if (turn !== undefined) await turn;
  }
  const { seqs, uids } = found.finish();
  return { seqs, uids, highestModSeq: plan.hasModSeq ? await findHighestModSeq(session, seqs, signal) : null };
}

async function decideByColumns(
  session: MailboxSession,
  plan: SearchPlan,
  undecided: readonly Candidate[],
  matches: number[],
  pause: Pause,
  signal: AbortSignal | undefined,
): Promise<Candidate[]> {
  const left: Candidate[] = [];
  let at = 0;
  for await (const { seqs, rows } of session.scan(rangesOf(undecided.map(({ seq }) => seq)), plan.fields, signal)) {
    for (const [index, row] of rows.entries()) {
      // Messages that are gone have no row and do not match.
      while (undecided[at].seq < seqs[index]) at++;
      const candidate = undecided[at];
      candidate.row = row;
      const verdict = plan.decide(candidate);
      if (verdict === YES) matches.push(candidate.seq);
      else if (verdict === UNKNOWN) left.push(candidate);
    }
    const turn = pause();
    if (turn !== undefined) await turn;
  }
  return left;
}

async function decideByText(
  { contents, turns, signal }: SearchEnvironment,
  plan: SearchPlan,
  undecided: readonly Candidate[],
  matches: number[],
  pause: Pause,
): Promise<void> {
  for (let at = 0; at < undecided.length; at += READ_AT_ONCE) {
    const some = undecided.slice(at, at + READ_AT_ONCE);
    await turns.read(() => Promise.all(some.map((candidate) => readText(contents, plan, candidate, pause))), signal);
    for (const candidate of some) {
      if (candidate.text !== null && plan.decide(candidate) === YES) matches.push(candidate.seq);
    }
    const turn = pause();
    if (turn !== undefined) await turn;
  }
}

async function readText(contents: ContentStore, plan: SearchPlan, candidate: Candidate, pause: Pause): Promise<void> {
  try {
    const message = await openStoredMessage(contents, messageRow(plan, candidate));
    candidate.text = await readMessageText(contents, message, plan.needs, pause);
  } catch (error) {
    // A message that cannot be read does not match; the others still can.
    if (!isFailure(error)) throw error;
  }
}

function messageRow({ fields }: SearchPlan, { row }: Candidate): StoredMessageRow {
  const values = MESSAGE_FIELDS.map((field) => [field, row![fields.indexOf(field)]]);
  return Object.fromEntries(values) as StoredMessageRow;
}

async function findHighestModSeq(
  session: MailboxSession,
  seqs: Uint32Array,
  signal: AbortSignal | undefined,
): Promise<ModSeq | null> {
  let highest: ModSeq | null = null;
  for await (const { rows } of session.scan(rangesOf(seqs), ['uid', 'modSeq'], signal)) {
    for (const [, modSeq] of rows) if (highest === null || modSeq > highest) highest = modSeq;
  }
  return highest;
}

/** Lists that grow: a search may find a million messages. */
class Found {
  #seqs = new Uint32Array(64);
  #uids = new Uint32Array(64);
  #count = 0;

  push(seq: number, uid: number): void {
    if (this.#count === this.#seqs.length) {
      this.#seqs = doubled(this.#seqs);
      this.#uids = doubled(this.#uids);
    }
    this.#seqs[this.#count] = seq;
    this.#uids[this.#count++] = uid;
  }

  finish(): { readonly seqs: Uint32Array; readonly uids: Uint32Array } {
    return { seqs: this.#seqs.slice(0, this.#count), uids: this.#uids.slice(0, this.#count) };
  }
}

function doubled(list: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(list.length * 2);
  larger.set(list);
  return larger;
}

/** Who comes back from a pause whose signal is aborted throws its reason. */
function createPause(signal: AbortSignal | undefined): Pause {
  let began = performance.now();
  const wait = async () => {
    await nextTurn();
    signal?.throwIfAborted();
    began = performance.now();
  };
  return () => (performance.now() - began < STRETCH_MS ? undefined : wait());
}
