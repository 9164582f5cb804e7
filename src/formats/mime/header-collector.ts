/** Keeps the octets of one header within the limits, while the message streams by. */
import { asBuffer, type ByteString } from './byte-string.ts';
import type { MimeDefect } from './mime-defect.ts';
import type { MimeLimits } from './mime-limits.ts';

const INITIAL_BYTES = 4 * 1024;

export class HeaderCollector {
  readonly #limits: MimeLimits;
  readonly #defects: Set<MimeDefect>;
  #buffer = Buffer.allocUnsafe(INITIAL_BYTES);
  #length = 0;
  #fieldBytes = 0;
  #lines = 0;
  #isFull = false;
  /** Of all headers of the message before this one. */
  #totalBytes = 0;

  constructor(limits: MimeLimits, defects: Set<MimeDefect>) {
    this.#limits = limits;
    this.#defects = defects;
  }

  /** Begins the next header. */
  reset(): void {
    this.#totalBytes += this.#length;
    this.#length = 0;
    this.#fieldBytes = 0;
    this.#lines = 0;
    this.#isFull = false;
  }

  /** Must be called before the octets of each line. */
  startLine(isContinuation: boolean): void {
    if (!isContinuation) this.#fieldBytes = 0;
    if (++this.#lines > this.#limits.headerLines) this.#fill('too-many-header-lines');
  }

  /** Takes octets of the current line, as far as the limits allow. */
  append(bytes: Uint8Array, start: number, end: number): void {
    if (this.#isFull) return;
    const { headerFieldBytes, headerBytes, totalHeaderBytes } = this.#limits;
    const fieldRoom = headerFieldBytes - this.#fieldBytes;
    const headerRoom = Math.min(headerBytes, totalHeaderBytes - this.#totalBytes) - this.#length;
    let taken = end - start;
    this.#fieldBytes += taken;
    if (taken > fieldRoom) {
      this.#defects.add('header-field-too-large');
      taken = Math.max(0, fieldRoom);
    }
    if (taken > headerRoom) {
      this.#fill('headers-too-large');
      taken = headerRoom;
    }
    this.#copy(bytes, start, start + taken);
  }

  /** A line that was cut gets the line end it has lost, so that it does not run into the next field. */
  endLine(): void {
    if (this.#length > 0 && this.#buffer[this.#length - 1] !== LF && !this.#isFull) this.#copy(LINE_END, 0, 1);
  }

  text(): ByteString {
    return this.#buffer.toString('latin1', 0, this.#length);
  }

  #fill(defect: MimeDefect): void {
    this.#isFull = true;
    this.#defects.add(defect);
  }

  #copy(bytes: Uint8Array, start: number, end: number): void {
    const needed = this.#length + end - start;
    if (needed > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.#buffer.length));
      this.#buffer.copy(grown, 0, 0, this.#length);
      this.#buffer = grown;
    }
    asBuffer(bytes).copy(this.#buffer, this.#length, start, end);
    this.#length = needed;
  }
}

const LF = 0x0a;
const LINE_END = Uint8Array.of(LF);
