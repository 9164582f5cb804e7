/**
 * Reads the tokens of one complete command: a string of octets in which each literal stands behind its header,
 * `{5}␍␊hello`, as it came. Every method leaves the place behind what it read, or throws ImapSyntaxError.
 */
import { IS_ASTRING, IS_ATOM, IS_DIGIT, IS_ITEM, IS_LIST, IS_TAG, isOfClass } from './characters.ts';
import { ImapSyntaxError, type SequenceRange, type SequenceSet } from './command.ts';
import { MAX_LIST_ITEMS } from './limits.ts';
import { decodeMailboxName } from './mailbox-name.ts';
import { fromUtf8 } from './octets.ts';
import { parseSequenceSet } from './sequence-set.ts';

const QUOTE = 0x22;
const OPEN_BRACE = 0x7b;
const TILDE = 0x7e;
const IS_SEQUENCE = /[\d:,*]*/y;
const LITERAL = /~?\{(\d{1,10})\+?\}\r?\n/y;

export class ImapScanner {
  readonly #text: string;
  /** Names of mailboxes come in UTF-8: IMAP4rev2 or UTF8=ACCEPT is enabled. */
  readonly isUtf8: boolean;
  /** Of the command, once it is known: errors carry it. */
  tag: string | null = null;
  #at = 0;

  constructor(text: string, isUtf8: boolean) {
    this.#text = text;
    this.isUtf8 = isUtf8;
  }

  fail(message: string): never {
    throw new ImapSyntaxError(this.tag, message);
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** The next octet, or NaN. */
  get next(): number {
    return this.#text.charCodeAt(this.#at);
  }

  isNext(character: string): boolean {
    return this.#text[this.#at] === character;
  }

  /** Passes over the text if it comes next, compared without case. */
  accept(text: string): boolean {
    const end = this.#at + text.length;
    if (this.#text.slice(this.#at, end).toUpperCase() !== text) return false;
    this.#at = end;
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) this.fail(`Expected ${text === ' ' ? 'a space' : text}`);
  }

  space(): void {
    this.expect(' ');
  }

  end(): void {
    // compatibility: some clients leave a space behind the last argument.
    if (this.#text[this.#at] === ' ' && this.#at === this.#text.length - 1) this.#at += 1;
    if (!this.isAtEnd) this.fail('Unexpected text at the end of the command');
  }

  get isDigitNext(): boolean {
    return isOfClass(this.next, IS_DIGIT);
  }

  /** What has not been read yet. */
  rest(): string {
    const rest = this.#text.slice(this.#at);
    this.#at = this.#text.length;
    return rest;
  }

  readTag(): string {
    return this.#run(IS_TAG, 'a tag');
  }

  atom(): string {
    return this.#run(IS_ATOM, 'an atom');
  }

  /** An atom in upper case: a name of the protocol. */
  word(): string {
    return this.atom().toUpperCase();
  }

  /** The name of a FETCH item or a section, in upper case; `[` ends it. */
  itemName(): string {
    return this.#run(IS_ITEM, 'the name of an item').toUpperCase();
  }

  /** Octets of an atom (in which `]` may stand), a quoted string or a literal. */
  astring(): string {
    return isOfClass(this.next, IS_ASTRING) ? this.#run(IS_ASTRING, 'a string') : this.string();
  }

  string(): string {
    const next = this.next;
    if (next === QUOTE) return this.#quoted();
    if (next === OPEN_BRACE || next === TILDE) return this.#literal();
    return this.fail('Expected a string');
  }

  nstring(): string | null {
    return this.accept('NIL') ? null : this.string();
  }

  /** The text of an astring in UTF-8; octets that are not UTF-8 are taken for Latin-1. */
  text(): string {
    const octets = this.astring();
    return fromUtf8(octets) ?? octets;
  }

  mailbox(): string {
    return this.#decodeName(this.astring());
  }

  /** A mailbox name in which `%` and `*` may stand without quotes. */
  listMailbox(): string {
    return this.#decodeName(isOfClass(this.next, IS_LIST) ? this.#run(IS_LIST, 'a pattern') : this.string());
  }

  /** 0 to 2^32 − 1. */
  number(): number {
    const value = this.number64();
    if (value > 0xffffffff) this.fail('Number out of range');
    return value;
  }

  /** 0 to 2^63 − 1. What exceeds 2^53 − 1 becomes that: no size and no ModSeq of this server is larger. */
  number64(): number {
    const digits = this.#run(IS_DIGIT, 'a number');
    if (digits.length > 19) this.fail('Number out of range');
    return Math.min(Number(digits), Number.MAX_SAFE_INTEGER);
  }

  positive(): number {
    const value = this.number();
    return value === 0 ? this.fail('Expected a number above zero') : value;
  }

  sequenceSet(): SequenceSet {
    return this.accept('$') ? '$' : this.ranges();
  }

  ranges(): readonly SequenceRange[] {
    IS_SEQUENCE.lastIndex = this.#at;
    const text = IS_SEQUENCE.exec(this.#text)?.[0] ?? '';
    const ranges = parseSequenceSet(text);
    if (ranges === null) return this.fail('Expected a sequence set');
    this.#at += text.length;
    return ranges;
  }

  /** `(item item …)`, `()` included. */
  list<T>(item: () => T, maxItems = MAX_LIST_ITEMS): T[] {
    this.expect('(');
    const items: T[] = [];
    if (this.accept(')')) return items;
    for (;;) {
      items.push(item());
      if (this.accept(')')) return items;
      if (items.length === maxItems) this.fail(`More than ${maxItems} items in a list`);
      this.space();
    }
  }

  /** A flag as it is written, `\Seen` or a keyword. RFC 9051 section 9, flag */
  flag(): string {
    return this.accept('\\') ? `\\${this.atom()}` : this.atom();
  }

  #run(classes: number, what: string): string {
    const start = this.#at;
    while (isOfClass(this.#text.charCodeAt(this.#at), classes)) this.#at += 1;
    return this.#at === start ? this.fail(`Expected ${what}`) : this.#text.slice(start, this.#at);
  }

  #quoted(): string {
    const start = this.#at + 1;
    let hasEscape = false;
    for (let at = start; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === QUOTE) {
        this.#at = at + 1;
        const text = this.#text.slice(start, at);
        return hasEscape ? text.replace(/\\(.)/g, '$1') : text;
      }
      if (code === 0x5c) {
        hasEscape = true;
        at += 1;
        const escaped = this.#text.charCodeAt(at);
        if (escaped !== QUOTE && escaped !== 0x5c) this.fail('Only " and \\ can stand behind \\ in a quoted string');
      } else if (code === 0 || code === 0x0a || code === 0x0d) {
        this.fail('A quoted string cannot hold NUL or a line end');
      }
    }
    return this.fail('Quoted string without its end');
  }

  #literal(): string {
    LITERAL.lastIndex = this.#at;
    const header = LITERAL.exec(this.#text);
    if (header === null) return this.fail('Expected a literal');
    const start = this.#at + header[0].length;
    const end = start + Number(header[1]);
    if (end > this.#text.length) return this.fail('Literal cut short');
    this.#at = end;
    const octets = this.#text.slice(start, end);
    // RFC 9051 section 9: CHAR8 is any octet but NUL; literal8 is for message data alone.
    return octets.includes('\0') ? this.fail('NUL in a string') : octets;
  }

  #decodeName(octets: string): string {
    const name = decodeMailboxName(octets, this.isUtf8);
    if (name !== null) return name;
    return this.fail(`Mailbox name is not valid ${this.isUtf8 ? 'UTF-8' : 'modified UTF-7'}`);
  }
}
