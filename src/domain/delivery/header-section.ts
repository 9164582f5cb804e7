/**
 * The header section of a message that streams by: what the rules of delivery must know of it.
 *
 * Reads more generously than any reader of mail: LF alone ends a line, a space before the colon is allowed, and a line
 * that is no field does not end the section. So no reader sees a From that was not looked at here.
 */
import { DEFAULT_MIME_LIMITS } from '../../formats/mime/mime-limits.ts';
import { MessageRefused } from './refusals.ts';

export interface HeaderFacts {
  readonly receivedCount: number;
  /** Unfolded bodies of the fields, in order. */
  readonly from: readonly string[];
  readonly sender: readonly string[];
  readonly hasDate: boolean;
  /** The body of the first one; null where there is none. */
  readonly messageId: string | null;
  /** Of the first one; encoded words are not decoded. */
  readonly subject: string | null;
  /** Marks of the aliases and forwardings that it has come through. */
  readonly deliveredTo: readonly string[];
  /** Bodies of Authentication-Results. RFC 8601 section 2.2 */
  readonly authenticationResults: readonly string[];
  /** A filter says that it is junk. To be believed of our own filters only. */
  readonly isFlaggedAsSpam: boolean;
}

const { headerBytes, headerFieldBytes, headerLines } = DEFAULT_MIME_LIMITS;
const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;

export class HeaderSection {
  #bytes: Buffer = Buffer.alloc(0);
  /** The memory of `#bytes` is this object's, with room to grow. */
  #isOwn = false;
  /** Start of the line whose end has not been seen. */
  #lineStart = 0;
  #lines = 0;
  #fieldStart = 0;
  /** Length of the header section without the empty line; -1 until that has come. */
  #end = -1;

  /** Everything taken so far: the section, and what came of the body with its last chunk. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /**
   * Takes the next octets; true once the empty line has come. Throws MessageRefused `header-too-large` when there is
   * more of it than MIME readers take in: what lies beyond would be a header for some and not for others. Throws
   * MessageRefused `header-malformed` when it begins with white space: that would continue whatever field is put before.
   */
  push(chunk: Uint8Array): boolean {
    // What came before holds no further LF.
    const searched = this.#bytes.length;
    this.#append(chunk);
    const bytes = this.#bytes;
    if (bytes[0] === SPACE || bytes[0] === TAB) throw new MessageRefused('header-malformed');
    for (let lf = bytes.indexOf(LF, searched); lf >= 0; lf = bytes.indexOf(LF, this.#lineStart)) {
      const start = this.#lineStart;
      if (lf === start || (lf === start + 1 && bytes[start] === CR)) {
        this.#end = start;
        return true;
      }
      this.#checkLine(start, lf + 1);
      this.#lineStart = lf + 1;
      if (++this.#lines > headerLines) throw new MessageRefused('header-too-large');
    }
    this.#checkLine(this.#lineStart, bytes.length);
    return false;
  }

  /** What the section says; call it when `push` has returned true, or at the end of the message. */
  read(): HeaderFacts {
    const text = this.#bytes.toString('latin1', 0, this.#end < 0 ? this.#bytes.length : this.#end);
    const facts = {
      receivedCount: 0,
      from: [] as string[],
      sender: [] as string[],
      hasDate: false,
      messageId: null as string | null,
      subject: null as string | null,
      deliveredTo: [] as string[],
      authenticationResults: [] as string[],
      isFlaggedAsSpam: false,
    };
    for (let at = 0; at < text.length; ) {
      const next = findFieldEnd(text, at);
      const field = text.slice(at, next);
      switch (fieldName(field)) {
        case 'received':
          facts.receivedCount += 1;
          break;
        case 'from':
          facts.from.push(fieldBody(field));
          break;
        case 'sender':
          facts.sender.push(fieldBody(field));
          break;
        case 'date':
          facts.hasDate = true;
          break;
        case 'message-id':
          facts.messageId ??= fieldBody(field);
          break;
        case 'subject':
          facts.subject ??= fieldBody(field);
          break;
        case 'delivered-to':
          facts.deliveredTo.push(fieldBody(field));
          break;
        case 'authentication-results':
          facts.authenticationResults.push(fieldBody(field));
          break;
        case 'x-spam-flag':
          facts.isFlaggedAsSpam ||= fieldBody(field).toUpperCase() === 'YES';
          break;
      }
      at = next;
    }
    return facts;
  }

  /** Bodies of the fields of one name, in order. @param name in lower case, one that may matter. */
  bodiesOf(name: string): string[] {
    const bodies: string[] = [];
    this.without((each, body) => each === name && bodies.push(body) > 0);
    return bodies;
  }

  /** Everything taken so far without the fields of which this says so. @param name in lower case, where it may matter. */
  without(isUnwanted: (name: string, body: string) => boolean): Uint8Array {
    return this.replace((name, field) => (isUnwanted(name, fieldBody(field)) ? '' : field));
  }

  /**
   * Everything taken so far with other fields in the place of those that may matter.
   *
   * @param change gets the name in lower case and the whole field as octets, with its line ends.
   */
  replace(change: (name: string, field: string) => string): Uint8Array {
    const end = this.#end < 0 ? this.#bytes.length : this.#end;
    const text = this.#bytes.toString('latin1', 0, end);
    let kept = '';
    for (let at = 0; at < text.length; ) {
      const next = findFieldEnd(text, at);
      const field = text.slice(at, next);
      const name = fieldName(field);
      kept += name === '' ? field : change(name, field);
      at = next;
    }
    return Buffer.concat([Buffer.from(kept, 'latin1'), this.#bytes.subarray(end)]);
  }

  /** The first chunk is kept as it is, since it mostly holds the whole section; further ones are gathered. */
  #append(chunk: Uint8Array): void {
    const old = this.#bytes;
    if (old.length === 0) {
      this.#bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      return;
    }
    const length = old.length + chunk.length;
    const room = old.buffer.byteLength - old.byteOffset;
    if (this.#isOwn && room >= length) {
      this.#bytes = Buffer.from(old.buffer, old.byteOffset, length);
    } else {
      const grown = new ArrayBuffer(2 * length);
      this.#bytes = Buffer.from(grown, 0, length);
      this.#bytes.set(old);
      this.#isOwn = true;
    }
    this.#bytes.set(chunk, old.length);
  }

  /** Judges the section up to the end of a line, which need not have come yet. */
  #checkLine(start: number, end: number): void {
    const first = this.#bytes[start];
    if (first !== SPACE && first !== TAB) this.#fieldStart = start;
    if (end > headerBytes || end - this.#fieldStart > headerFieldBytes) throw new MessageRefused('header-too-large');
  }
}

/** Index behind the field that starts here: continuation lines begin with white space. RFC 5322 section 2.2.3 */
function findFieldEnd(text: string, start: number): number {
  let at = start;
  for (;;) {
    const lf = text.indexOf('\n', at);
    if (lf < 0) return text.length;
    at = lf + 1;
    const next = text.charCodeAt(at);
    if (next !== SPACE && next !== TAB) return at;
  }
}

const LONGEST_NAME = 'authentication-results'.length;

/** The field's name in lower case where it may be one that matters, else the empty string. */
function fieldName(field: string): string {
  let end = field.indexOf(':');
  while (end > 0 && isBlank(field.charCodeAt(end - 1))) end -= 1;
  return end < 0 || end > LONGEST_NAME ? '' : field.slice(0, end).toLowerCase();
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB || code === CR || code === LF;
}

/** What stands behind the colon, unfolded. RFC 5322 section 2.2.3 */
function fieldBody(field: string): string {
  const octets = field.slice(field.indexOf(':') + 1).replace(/\r?\n/g, '');
  return Buffer.from(octets, 'latin1').toString('utf8').trim();
}
