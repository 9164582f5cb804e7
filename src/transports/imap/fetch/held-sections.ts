/**
 * Sections of one message that wait until its response begins. A client may name a thousand of them, each of a size
 * that is read at once: what goes beyond a bound is let go, and read again when it is sent.
 */
import type { StoredMessage } from '../../../domain/mailbox/index.ts';
import type { MessageItem, Piece } from './message-items.ts';

/** Octets of the sections of one message that are held in memory. */
const MAX_HELD_BYTES = 1024 * 1024;

export class HeldSections {
  readonly #message: StoredMessage;
  #heldBytes = 0;

  constructor(message: StoredMessage) {
    this.#message = message;
  }

  /** Throws Failure `unavailable`, `unsupported`. */
  async look(look: MessageItem): Promise<Piece> {
    const piece = await look(this.#message);
    if (typeof piece === 'string' || piece.content.bytes === null) return piece;
    this.#heldBytes += piece.content.sizeBytes;
    if (this.#heldBytes <= MAX_HELD_BYTES) return piece;
    const { sizeBytes } = piece.content;
    return { ...piece, content: { sizeBytes, bytes: null, stream: () => readAgain(look, this.#message) } };
  }
}

async function* readAgain(look: MessageItem, message: StoredMessage): AsyncGenerator<Uint8Array> {
  const piece = await look(message);
  if (typeof piece !== 'string') yield* piece.content.stream();
}
