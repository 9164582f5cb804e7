/** Replies of a server, read from whatever pieces they come in. RFC 5321 section 4.2, RFC 2034 section 4 */
import { Failure } from '../../base/failure.ts';
import { LineBuffer } from '../line/line-buffer.ts';
import { SMTP_LIMITS } from './limits.ts';

export interface ServerReply {
  /** 200 to 599. */
  readonly code: number;
  /** `5.1.1` where the first line begins with one that fits the code. RFC 3463 section 2 */
  readonly status: string | null;
  /** Without codes; printable, U+FFFD for what is no UTF-8. At least one, perhaps empty. */
  readonly lines: readonly string[];
}

export class ReplyReader {
  readonly #buffer = new LineBuffer();
  #code = 0;
  #lines: string[] = [];
  #bytes = 0;

  /** Bytes that belong to no complete reply yet, or to further ones. */
  get hasRest(): boolean {
    return this.#buffer.length > 0 || this.#lines.length > 0;
  }

  /** Takes over a chunk, which must not be changed afterwards. */
  push(chunk: Uint8Array): void {
    this.#buffer.push(chunk);
  }

  /** Forgets what came and was not read, and how much that was. */
  discard(): number {
    const bytes = this.#buffer.length + this.#bytes;
    this.#buffer.clear();
    this.#lines = [];
    this.#bytes = 0;
    return bytes;
  }

  /**
   * The next complete reply; null while there is none.
   *
   * Throws Failure `invalid` for what is no reply, `too-large` for one beyond SMTP_LIMITS: the connection is of no use
   * any more. A line may also end with a bare LF, as some servers have it: no other reading of it exists.
   */
  take(): ServerReply | null {
    for (;;) {
      const line = this.#buffer.takeLine(SMTP_LIMITS.replyLineBytes);
      if (line === null) return null;
      this.#bytes += line.length;
      if (this.#bytes > SMTP_LIMITS.replyBytes || this.#lines.length >= SMTP_LIMITS.replyLines) {
        throw new Failure('too-large', 'a reply that is too long');
      }
      const isLast = this.#takeLine(line);
      if (isLast) return this.#finish();
    }
  }

  #takeLine(bytes: Uint8Array): boolean {
    const match = REPLY_LINE.exec(decodeLine(bytes));
    if (match === null) throw new Failure('invalid', 'not a reply of a mail server');
    const [, digits, separator, text = ''] = match;
    const code = Number(digits);
    if (this.#lines.length > 0 && code !== this.#code) throw new Failure('invalid', 'a reply with two codes');
    this.#code = code;
    this.#lines.push(text);
    return separator !== '-';
  }

  #finish(): ServerReply {
    const code = this.#code;
    const status = statusOf(code, this.#lines[0] ?? '');
    const lines = status === null ? this.#lines : this.#lines.map((line) => withoutStatus(line, status));
    this.#lines = [];
    this.#bytes = 0;
    return { code, status, lines };
  }
}

/** The reply as the server wrote it, a line for each of its lines: for traces and notices. */
export function formatServerReply({ code, status, lines }: ServerReply): string {
  const last = lines.length - 1;
  const prefix = status === null ? '' : `${status} `;
  return lines.map((line, index) => `${code}${index === last ? ' ' : '-'}${prefix}${line}`.trimEnd()).join('\n');
}

/** Three digits, and nothing behind them or a space or hyphen and text. */
const REPLY_LINE = /^([2-5]\d\d)(?:([ -])(.*))?$/s;
const STATUS = /^([245]\.\d{1,3}\.\d{1,3})(?: |$)/;
/** Whatever could move a cursor, end a line or hide text. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;
const LF = 0x0a;
const CR = 0x0d;

function decodeLine(bytes: Uint8Array): string {
  let end = bytes.length;
  if (end > 0 && bytes[end - 1] === LF) end -= 1;
  if (end > 0 && bytes[end - 1] === CR) end -= 1;
  return new TextDecoder().decode(bytes.subarray(0, end)).replaceAll('\t', ' ').replace(UNPRINTABLE, '?');
}

function statusOf(code: number, line: string): string | null {
  const status = STATUS.exec(line)?.[1] ?? null;
  return status?.[0] === String(code)[0] ? status : null;
}

function withoutStatus(line: string, status: string): string {
  if (line === status) return '';
  return line.startsWith(`${status} `) ? line.slice(status.length + 1) : line;
}
