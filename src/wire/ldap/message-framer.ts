/**
 * Chunks in, whole messages out. One that is announced larger than allowed is refused before it has come.
 *
 * A message that comes in pieces is gathered in a buffer that doubles, so that single octets cost neither more than
 * linear time nor more than twice their memory. What was handed out is never written to again.
 */
import { Failure } from '../../base/failure.ts';
import { readLength } from './ber-reader.ts';
import { SEQUENCE } from './ber-tag.ts';

const EMPTY: Uint8Array = new Uint8Array(0);
const SMALLEST_GATHERING = 256;

export class MessageFramer {
  #bytes = EMPTY;
  #start = 0;
  #end = 0;
  /** `#bytes` was made here and may be written to behind `#end`. */
  #isGathering = false;

  /** Octets that are no message yet, or that nobody has asked for. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** Takes over a chunk, which must not be changed afterwards. */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    if (this.length === 0) {
      this.#adopt(chunk);
      return;
    }
    if (!this.#isGathering || this.#bytes.length - this.#end < chunk.length) this.#gather(chunk.length);
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /**
   * The next LDAPMessage with its tag and length, or null until more has come. Throws Failure `invalid` for what cannot
   * begin a message, `too-large`; nothing that follows can be understood then.
   */
  next(maxBytes: number): Uint8Array | null {
    if (this.length === 0) return null;
    if (this.#bytes[this.#start] !== SEQUENCE) throw new Failure('invalid', 'not an LDAP message');
    const head = readLength(this.#bytes, this.#start + 1, this.#end);
    if (head === null) return null;
    const end = head.start + head.length;
    if (end - this.#start > maxBytes) {
      throw new Failure('too-large', 'LDAP message too large', { detail: { maxBytes } });
    }
    if (this.#end < end) return null;
    const message = this.#bytes.subarray(this.#start, end);
    this.#start = end;
    if (this.length === 0) this.clear();
    return message;
  }

  clear(): void {
    this.#adopt(EMPTY);
  }

  #adopt(chunk: Uint8Array): void {
    this.#bytes = chunk;
    this.#start = 0;
    this.#end = chunk.length;
    this.#isGathering = false;
  }

  #gather(extraBytes: number): void {
    const kept = this.#bytes.subarray(this.#start, this.#end);
    const gathering = new Uint8Array(Math.max(SMALLEST_GATHERING, 2 * (kept.length + extraBytes)));
    gathering.set(kept);
    this.#bytes = gathering;
    this.#start = 0;
    this.#end = kept.length;
    this.#isGathering = true;
  }
}
