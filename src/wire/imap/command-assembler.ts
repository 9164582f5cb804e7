/**
 * Puts one command together from lines and literals, within limits. RFC 9051 section 4.3, RFC 7888
 *
 * It reads nothing itself: the session hands it each line, takes from the connection the literal that it asks for, and
 * goes on until the command is complete. The message of APPEND is never gathered here.
 */
import { Buffer } from 'node:buffer';
import type { LiteralHeader } from './command.ts';
import type { CommandLimits } from './limits.ts';

export type AssemblerStep =
  /** All of the command, without its line end. */
  | { readonly kind: 'complete'; readonly text: string }
  /** The literal comes next: `literal` takes it, then the next line goes on. */
  | { readonly kind: 'literal'; readonly header: LiteralHeader }
  /** APPEND up to the header of its message, which is included in the text. */
  | { readonly kind: 'message'; readonly text: string }
  /**
   * The literal is larger than the limits allow. A synchronizing one is refused and does not come; the octets of a
   * non-synchronizing one do come, and must be passed over with the rest of the command (`discard`), or the
   * connection be closed. RFC 7888 section 4
   */
  | { readonly kind: 'too-large'; readonly tag: string | null; readonly header: LiteralHeader }
  /** The end of a command of which something was discarded. */
  | { readonly kind: 'discarded'; readonly tag: string | null };

export class CommandAssembler {
  readonly #limits: CommandLimits;
  readonly #parts: string[] = [];
  #lineBytes = 0;
  #literalBytes = 0;
  #isDiscarding = false;
  /** Of the command, once something of it is refused. */
  #tag: string | null = null;

  constructor(limits: CommandLimits) {
    this.#limits = limits;
  }

  /** How long the next line may be, with its line end. */
  get maxLineBytes(): number {
    const { lineBytes, totalBytes } = this.#limits;
    return Math.max(1, Math.min(lineBytes, totalBytes - this.#literalBytes) - this.#lineBytes);
  }

  /** @param bytes one line with its line end. */
  line(bytes: Uint8Array): AssemblerStep {
    const line = latin1(bytes);
    this.#lineBytes += line.length;
    const text = withoutLineEnd(line);
    const header = readLiteralHeader(text);
    if (this.#isDiscarding) return this.#discardLine(header);
    if (header === null) return { kind: 'complete', text: this.#complete(text) };
    if (this.#isMessageOfAppend(text)) return { kind: 'message', text: this.#complete(text) };
    const { literalBytes, totalBytes } = this.#limits;
    const literals = this.#literalBytes + header.sizeBytes;
    if (literals > literalBytes || literals + this.#lineBytes > totalBytes) {
      this.#tag = readTag(this.#parts[0] ?? text);
      return { kind: 'too-large', tag: this.#tag, header };
    }
    this.#parts.push(line);
    return { kind: 'literal', header };
  }

  /** @param bytes all octets of the literal asked for. */
  literal(bytes: Uint8Array): void {
    this.#literalBytes += bytes.length;
    if (!this.#isDiscarding) this.#parts.push(latin1(bytes));
  }

  /** From here on nothing is kept: what is left of the command only has to be passed over. */
  discard(): void {
    this.#isDiscarding = true;
    this.#parts.length = 0;
  }

  #discardLine(header: LiteralHeader | null): AssemblerStep {
    if (header === null) return { kind: 'discarded', tag: this.#tag };
    return { kind: 'too-large', tag: this.#tag, header };
  }

  #complete(text: string): string {
    if (this.#parts.length === 0) return text;
    this.#parts.push(text);
    return this.#parts.join('');
  }

  /** Any literal of APPEND but that of the mailbox name, which follows the command's name at once. */
  #isMessageOfAppend(text: string): boolean {
    return APPEND.test(this.#parts[0] ?? text) && !(this.#parts.length === 0 && APPEND_MAILBOX.test(text));
  }
}

const APPEND = /^[^ ]+ APPEND /i;
const APPEND_MAILBOX = /^[^ ]+ APPEND ~?\{\d+\+?\}$/i;
const LITERAL_HEADER = /(~?)\{(\d{1,20})(\+?)\}$/;

/** The literal that a line announces at its end, or null. */
export function readLiteralHeader(text: string): LiteralHeader | null {
  if (!text.endsWith('}')) return null;
  const match = LITERAL_HEADER.exec(text.slice(-24));
  if (match === null) return null;
  return { sizeBytes: Number(match[2]), isNonSynchronizing: match[3] === '+', isBinary: match[1] === '~' };
}

/** The tag at the begin of a command, where there is one. */
export function readTag(text: string): string | null {
  return /^([!#$&',\-./0-9:;<=>?@A-Z[\]^_`a-z|}~]{1,200}) /.exec(text)?.[1] ?? null;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** compatibility: people type commands over connections that end a line with LF alone. */
function withoutLineEnd(line: string): string {
  return line.endsWith('\r\n') ? line.slice(0, -2) : line.endsWith('\n') ? line.slice(0, -1) : line;
}
