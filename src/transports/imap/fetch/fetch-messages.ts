/** FETCH of bodies and structures: message by message, large sections as a stream. */
import { isFailure } from '../../../base/failure.ts';
import type { MailboxSession, MessageSet } from '../../../domain/mailbox/index.ts';
import { FLAG_SEEN } from '../../../domain/ports/flags.ts';
import type { Uid } from '../../../domain/ports/ids.ts';
import { ConnectionClosed } from '../../net/connection.ts';
import { piecesOf } from '../message-sets.ts';
import type { ImapSession } from '../session.ts';
import type { Row } from './columns.ts';
import { HeldSections } from './held-sections.ts';
import type { MessageItem, Piece } from './message-items.ts';
import type { FetchPlan } from './plan.ts';

/** Messages whose rows are read, and that are marked as seen, at once. */
const PIECE = 100;
/** Octets gathered before they leave. */
const FLUSH_BYTES = 64 * 1024;

export interface FetchedMessages {
  readonly found: number;
  /** Messages that could not be read. */
  readonly failed: number;
  /** Sections that were left out, because their transfer encoding is not known. */
  readonly undecodable: number;
}

/** Throws ConnectionClosed. */
export async function fetchMessages(
  session: ImapSession,
  view: MailboxSession,
  set: MessageSet,
  plan: FetchPlan,
): Promise<FetchedMessages> {
  const writer = new MessageWriter(session, plan);
  let found = 0;
  for (const piece of piecesOf(set, PIECE)) {
    const marked = plan.marksSeen ? await markSeen(session, view, piece) : NOTHING;
    for await (const { seqs, rows } of view.scan([piece], plan.columns.fields)) {
      found += rows.length;
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i];
        await writer.write(seqs[i], row, marked.has(row[0]));
      }
    }
  }
  return { found, failed: writer.failed, undecodable: writer.undecodable };
}

const NOTHING: ReadonlySet<Uid> = new Set();

/** RFC 9051 section 6.4.5: fetching a body sets \Seen. Reading goes on where that is not possible (a full disk). */
async function markSeen(
  session: ImapSession,
  view: MailboxSession,
  { from, to }: MessageSet[number],
): Promise<ReadonlySet<Uid>> {
  const uids: Uid[] = [];
  view.visit(from, to, (_seq, uid, system) => {
    if ((system & FLAG_SEEN) === 0) uids.push(uid);
  });
  if (uids.length === 0) return NOTHING;
  try {
    const request = { uids, mode: 'add', system: FLAG_SEEN, keywords: '', unchangedSince: null } as const;
    const { changes } = await session.account.storeFlags(view.mailbox, request);
    for (const change of changes) view.acknowledge(change.uids, change.modSeq);
    return new Set(changes.flatMap((change) => change.uids));
  } catch (error) {
    if (!isFailure(error)) throw error;
    session.connection.log.warn({ code: error.code }, 'messages read could not be marked as seen');
    return NOTHING;
  }
}

class MessageWriter {
  readonly #session: ImapSession;
  readonly #plan: FetchPlan;
  #unsentBytes = 0;
  failed = 0;
  undecodable = 0;

  constructor(session: ImapSession, plan: FetchPlan) {
    this.#session = session;
    this.#plan = plan;
  }

  async write(seq: number, row: Row, isMarked: boolean): Promise<void> {
    const pieces = await this.#collect(row);
    // Flags that were changed are told also where nothing else can be.
    if (isMarked) pieces.push(...this.#plan.tellMarked.map((render) => render(row)));
    if (pieces.length === 0) return;
    let text = `* ${seq} FETCH (`;
    let isFirst = true;
    for (const piece of pieces) {
      if (!isFirst) text += ' ';
      isFirst = false;
      if (typeof piece === 'string') text += piece;
      else {
        const { name, isBinary, content } = piece;
        this.#text(`${text}${name} ${isBinary ? '~' : ''}{${content.sizeBytes}}\r\n`);
        text = '';
        if (content.bytes === null) await this.#stream(content.stream());
        else this.#octets(content.bytes);
      }
    }
    this.#text(`${text})\r\n`);
    if (this.#unsentBytes >= FLUSH_BYTES) await this.#flush();
    await this.#session.takeTurns();
  }

  /** Everything is looked up before the response begins: what then fails cannot leave half of one. */
  async #collect(row: Row): Promise<Piece[]> {
    const { items, storedMessage } = this.#plan;
    if (storedMessage === null) throw new TypeError('the plan needs no message');
    try {
      const message = await this.#session.account.openMessage(storedMessage(row));
      const sections = new HeldSections(message);
      const pieces: Piece[] = [];
      for (const item of items) {
        const piece = item.kind === 'row' ? item.render(row) : await this.#look(item.look, sections);
        if (piece !== null) pieces.push(piece);
      }
      return pieces;
    } catch (error) {
      if (!isFailure(error)) throw error;
      this.#session.connection.log.error({ err: error, uid: row[0] }, 'message could not be read');
      this.failed += 1;
      return [];
    }
  }

  /**
   * Null for a section that cannot be decoded: the request fails for it in the end, but neither the rest of its message
   * nor the other messages have to. RFC 3516 section 4.3
   */
  async #look(look: MessageItem, sections: HeldSections): Promise<Piece | null> {
    try {
      return await sections.look(look);
    } catch (error) {
      if (!isFailure(error, 'unsupported')) throw error;
      this.undecodable += 1;
      return null;
    }
  }

  async #stream(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const chunk of chunks) {
        this.#octets(chunk);
        await this.#flush();
      }
    } catch (error) {
      if (error instanceof ConnectionClosed) throw error;
      // The literal's size is announced already: only the end of the connection tells the client that it is cut short.
      this.#session.connection.log.error({ err: error }, 'message could not be read to its end');
      this.#session.connection.destroy();
      throw new ConnectionClosed('reset');
    }
  }

  #text(text: string): void {
    this.#unsentBytes += text.length;
    this.#session.connection.write(text);
  }

  #octets(bytes: Uint8Array): void {
    this.#unsentBytes += bytes.length;
    this.#session.connection.write(bytes);
  }

  async #flush(): Promise<void> {
    this.#unsentBytes = 0;
    await this.#session.connection.flush();
  }
}
