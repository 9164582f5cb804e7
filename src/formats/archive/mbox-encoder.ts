/**
 * Messages for a mailbox file in the mboxrd form: a line `From SENDER DATE`, the message with LF as line end, an empty
 * line. A line of the message that would be taken for such a beginning, or for one that was changed before, gets one
 * `>` more, so that every message can be had back as it was.
 */
import { UnixLines } from './unix-lines.ts';

const LF = 0x0a;
const GREATER = 0x3e;
const FROM = Buffer.from('From ');

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** @param sender the empty string for the null reverse-path. */
export function formatFromLine(sender: string, atMs: number): string {
  const date = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  const day = `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2, ' ')}`;
  // One word: programs find the date behind the first blank.
  const who = sender === '' ? 'MAILER-DAEMON' : sender.replace(/[\s\p{Cc}\u2028\u2029]/gu, '_');
  return `From ${who} ${day} ${time} ${date.getUTCFullYear()}\n`;
}

/** One message, without its `From ` line, in chunks of any size. */
export class MboxEncoder {
  readonly #lines = new UnixLines();
  /** Nothing but `>` since the line end, and then so much of `From `, which is held back. */
  #isBeginning = true;
  #matched = 0;
  #endsWithLf = true;

  encode(chunk: Uint8Array): Uint8Array {
    return this.#quote(this.#lines.encode(chunk));
  }

  /** The rest, the end of the last line where it has none, and the empty line. */
  finish(): Uint8Array {
    const rest = this.#quote(this.#lines.finish());
    const held = FROM.subarray(0, this.#matched);
    const endsWithLf = held.length === 0 && this.#endsWithLf;
    return Buffer.concat([rest, held, Buffer.from(endsWithLf ? '\n' : '\n\n')]);
  }

  #quote(chunk: Uint8Array): Uint8Array {
    // At most one `>` for every five octets, and what was held back before.
    const out = Buffer.allocUnsafe(chunk.length + Math.ceil(chunk.length / FROM.length) + 2 * FROM.length);
    let length = 0;
    for (const octet of chunk) {
      if (this.#isBeginning && octet === FROM[this.#matched]) {
        this.#matched += 1;
        if (this.#matched < FROM.length) continue;
        out[length++] = GREATER;
        length += FROM.copy(out, length);
        this.#isBeginning = false;
        this.#matched = 0;
        this.#endsWithLf = false;
        continue;
      }
      length += FROM.copy(out, length, 0, this.#matched);
      out[length++] = octet;
      this.#endsWithLf = octet === LF;
      this.#isBeginning = octet === LF || (this.#isBeginning && this.#matched === 0 && octet === GREATER);
      this.#matched = 0;
    }
    return out.subarray(0, length);
  }
}
