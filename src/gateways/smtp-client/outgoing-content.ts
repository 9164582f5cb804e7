/** The message that is sent: in memory where it is small, else read anew for each use; and what is known about it. */
import type { QueueMessageId } from '../../domain/ports/ids.ts';
import type { Transmission } from '../../domain/ports/mail-sender.ts';
import type { ByteString } from '../../formats/mime/byte-string.ts';
import { ContentTraitScanner, type ContentTraits } from '../../formats/mime/content-traits.ts';
import { firstValue, parseHeaders } from '../../formats/mime/headers.ts';
import { SENDER_LIMITS } from './sender-options.ts';

export interface OutgoingContent {
  readonly traits: ContentTraits;
  /** All of it; null where it is too large for that. */
  readonly bytes: Buffer | null;
  open(): AsyncIterable<Uint8Array>;
  /** What goes before the message on its way out: in `bytes` and `open`, not in `openBare`. */
  readonly head: ByteString;
  openBare(): AsyncIterable<Uint8Array>;
  /** It says `TLS-Required: No`: better without TLS than not at all. RFC 8689 section 3 */
  readonly isTlsOptional: boolean;
}

type LoadSource = Pick<Transmission, 'open'> & { readonly message: Pick<Transmission['message'], 'id' | 'head'> };

interface Known {
  readonly traits: ContentTraits;
  readonly isTlsOptional: boolean;
}

export class ContentLoader {
  /** Of large messages, in the order of their use; several lanes send the same one. */
  readonly #known = new Map<QueueMessageId, Known>();

  /** Rejects as `open` does. */
  async load({ message, open }: LoadSource, signal: AbortSignal): Promise<OutgoingContent> {
    const { id, head } = message;
    const read = { head, open: () => open(), openBare: () => open('') };
    const known = this.#known.get(id);
    if (known !== undefined) return { ...known, ...read, bytes: null };
    const scanner = new ContentTraitScanner();
    const chunks: Uint8Array[] = [];
    let heldBytes = 0;
    let size = 0;
    for await (const chunk of open()) {
      signal.throwIfAborted();
      scanner.push(chunk);
      size += chunk.length;
      // Of a large message the beginning is kept until its header has been looked at.
      if (size <= SENDER_LIMITS.heldBytes || heldBytes < SENDER_LIMITS.inspectedHeaderBytes) {
        chunks.push(chunk);
        heldBytes += chunk.length;
      }
    }
    const held = Buffer.concat(chunks);
    const found: Known = { traits: scanner.finish(), isTlsOptional: isTlsOptional(held) };
    if (size <= SENDER_LIMITS.heldBytes) {
      return { ...found, head, bytes: held, open: () => once(held), openBare: () => once(held.subarray(head.length)) };
    }
    this.#remember(id, found);
    return { ...found, ...read, bytes: null };
  }

  #remember(id: QueueMessageId, known: Known): void {
    this.#known.set(id, known);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= SENDER_LIMITS.knownTraits) return;
      this.#known.delete(oldest);
    }
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const FIELD = 'tls-required';

function isTlsOptional(beginning: Buffer): boolean {
  const header = beginning.subarray(0, SENDER_LIMITS.inspectedHeaderBytes);
  if (!/^tls-required[ \t]*:/im.test(header.toString('latin1'))) return false;
  return firstValue(parseHeaders(header), FIELD)?.toLowerCase() === 'no';
}
