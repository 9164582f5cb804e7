/** Recognises the delimiter lines of the multiparts that are open: RFC 2046 section 5.1.1. */
import type { ByteString } from './byte-string.ts';

export interface DelimiterMatch {
  /** Nesting level of the multipart that the line belongs to. */
  readonly level: number;
  /** True for the delimiter behind the last part. */
  readonly isClosing: boolean;
}

export class DelimiterMatcher {
  /** Levels by boundary, outermost first: a boundary may be in use more than once. */
  readonly #levels = new Map<ByteString, number[]>();
  #longest = 0;
  /** How many of the open boundaries begin with an octet. */
  readonly #beginnings = new Uint32Array(256);

  get isEmpty(): boolean {
    return this.#levels.size === 0;
  }

  /** @returns false if a multipart around this one has the same boundary */
  open(boundary: ByteString, level: number): boolean {
    this.#longest = Math.max(this.#longest, boundary.length);
    this.#beginnings[boundary.charCodeAt(0)]++;
    const levels = this.#levels.get(boundary);
    if (levels === undefined) this.#levels.set(boundary, [level]);
    else levels.push(level);
    return levels === undefined;
  }

  /** Ends the innermost multipart with this boundary. */
  close(boundary: ByteString): void {
    const levels = this.#levels.get(boundary);
    if (levels === undefined) return;
    this.#beginnings[boundary.charCodeAt(0)]--;
    levels.pop();
    if (levels.length === 0) this.#levels.delete(boundary);
  }

  /** From now on no line is a delimiter. */
  closeAll(): void {
    this.#levels.clear();
  }

  /** False when no open boundary begins with that octet: a quick answer for lines of dashes. */
  mayBegin(octet: number): boolean {
    return this.#beginnings[octet] > 0;
  }

  /** @param line begins with "--", may have its line end */
  match(line: ByteString): DelimiterMatch | null {
    let end = line.length;
    while (end > 2 && isPadding(line.charCodeAt(end - 1))) end--;
    if (end > this.#longest + 4) return null;
    const content = line.slice(2, end);
    const opening = this.#levels.get(content);
    if (opening !== undefined) return { level: opening[opening.length - 1], isClosing: false };
    if (!content.endsWith('--')) return null;
    const closing = this.#levels.get(content.slice(0, -2));
    return closing === undefined ? null : { level: closing[closing.length - 1], isClosing: true };
  }
}

function isPadding(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0a;
}
