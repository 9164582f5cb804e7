/**
 * Distinguished names as text: RFC 4514 section 3. Also understood is what clients of LDAPv2 sent, and some still do:
 * spaces around separators, and semicolons between components.
 */
import { Failure } from '../../base/failure.ts';
import { decodeUtf8 } from '../line/decode-utf8.ts';
import { BerReader } from './ber-reader.ts';
import { MAX_NAME_BYTES, MAX_NAME_COMPONENTS } from './limits.ts';

export interface NameAttribute {
  /** Descriptor or numeric object identifier, as it was given. */
  readonly type: string;
  readonly value: string;
}

/** One or more attributes. */
export type RelativeName = readonly NameAttribute[];
/** From the entry up to the root; empty for the root. */
export type DistinguishedName = readonly RelativeName[];

const TYPE = /(?:[A-Za-z][A-Za-z0-9-]*|[0-9]+(?:\.[0-9]+)+)/y;
const HEX_PAIR = /^[0-9A-Fa-f]{2}$/;
const ESCAPABLE = new Set(' "#+,;<=>\\');
const SEPARATORS = new Set(',;+');
const FORBIDDEN = new Set('"<>\0');

/** Throws Failure `invalid`, `too-large`, `too-many` (components). */
export function parseName(text: string): DistinguishedName {
  if (Buffer.byteLength(text) > MAX_NAME_BYTES) throw new Failure('too-large', 'the name is too long');
  const scanner = new NameScanner(text);
  const name: RelativeName[] = [];
  if (scanner.isAtEnd) return name;
  let attributes: NameAttribute[] = [];
  for (let count = 1; ; count += 1) {
    if (count > MAX_NAME_COMPONENTS) throw new Failure('too-many', 'the name has too many components');
    attributes.push(scanner.attribute());
    const separator = scanner.separator();
    if (separator === '+') continue;
    name.push(attributes);
    if (separator === null) return name;
    attributes = [];
  }
}

/** A name of one component. Throws Failure `invalid`, `too-large`, `too-many`. */
export function parseRelativeName(text: string): RelativeName {
  const [first, ...others] = parseName(text);
  if (first === undefined || others.length > 0) throw new Failure('invalid', 'not a relative name');
  return first;
}

export function formatName(name: DistinguishedName): string {
  return name.map(formatRelativeName).join(',');
}

export function formatRelativeName(name: RelativeName): string {
  return name.map(({ type, value }) => `${type}=${escapeValue(value)}`).join('+');
}

/** RFC 4514 section 2.4. Controls are escaped, too: names stand in logs and terminals. */
function escapeValue(value: string): string {
  return value.replace(/^[ #]|["+,;<>\\]| $|[\0-\x1f\x7f]/g, (character) =>
    character < ' ' || character === '\x7f'
      ? `\\${character.charCodeAt(0).toString(16).padStart(2, '0')}`
      : `\\${character}`,
  );
}

class NameScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#skipSpaces();
  }

  get isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }

  attribute(): NameAttribute {
    this.#skipSpaces();
    TYPE.lastIndex = this.#at;
    const type = TYPE.exec(this.#text)?.[0];
    if (type === undefined) throw malformed();
    this.#at += type.length;
    this.#skipSpaces();
    if (this.#text[this.#at] !== '=') throw malformed();
    this.#at += 1;
    this.#skipSpaces();
    return { type, value: this.#text[this.#at] === '#' ? this.#hexValue() : this.#value() };
  }

  /** Null at the end. */
  separator(): string | null {
    if (this.isAtEnd) return null;
    const separator = this.#text[this.#at] ?? '';
    if (!SEPARATORS.has(separator)) throw malformed();
    this.#at += 1;
    return separator;
  }

  #skipSpaces(): void {
    while (this.#text[this.#at] === ' ') this.#at += 1;
  }

  #value(): string {
    const octets: Buffer[] = [];
    let plainFrom = this.#at;
    /** Behind the last character that is part of the value in any case: spaces after it are not. */
    let kept = 0;
    let length = 0;
    const flush = () => {
      const plain = Buffer.from(this.#text.slice(plainFrom, this.#at), 'utf8');
      octets.push(plain);
      length += plain.length;
    };
    for (; !this.isAtEnd; ) {
      const character = this.#text[this.#at] ?? '';
      if (SEPARATORS.has(character)) break;
      if (FORBIDDEN.has(character)) throw malformed();
      if (character === '\\') {
        flush();
        const pair = this.#pair();
        octets.push(pair);
        length += pair.length;
        plainFrom = this.#at;
        kept = length;
        continue;
      }
      this.#at += 1;
    }
    flush();
    const all = Buffer.concat(octets);
    let end = all.length;
    while (end > kept && all[end - 1] === 0x20) end -= 1;
    return decodeUtf8(all.subarray(0, end));
  }

  #pair(): Buffer {
    const next = this.#text[this.#at + 1] ?? '';
    if (ESCAPABLE.has(next)) {
      this.#at += 2;
      return Buffer.from(next, 'latin1');
    }
    const hex = this.#text.slice(this.#at + 1, this.#at + 3);
    if (!HEX_PAIR.test(hex)) throw malformed();
    this.#at += 3;
    return Buffer.from(hex, 'hex');
  }

  /** The BER encoding of the value in hexadecimal: strings of any kind are read. */
  #hexValue(): string {
    const hex = /#((?:[0-9A-Fa-f]{2})+) */y;
    hex.lastIndex = this.#at;
    const match = hex.exec(this.#text);
    if (match === null) throw malformed();
    this.#at += match[0].length;
    const reader = new BerReader(Buffer.from(match[1] ?? '', 'hex'));
    const value = reader.text(reader.nextTag ?? 0);
    reader.mustEnd();
    return value;
  }
}

function malformed(): Failure {
  return new Failure('invalid', 'not a distinguished name');
}
