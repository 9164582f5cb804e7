/**
 * Address lists of header fields: RFC 5322 section 3.4, obsolete forms of section 4.4, groups in all fields (RFC 6854).
 *
 * Tolerant where only one reading is possible, and never generous about a domain: text that is no unambiguous
 * addr-spec becomes an entry without domain that holds the raw text, so the domain that a policy looks at is the
 * domain that is shown. Linear in the length of the text, without recursion.
 *
 * The text may be Unicode or a byte string (one character per octet); the values keep that form.
 */
import { type AddressToken, createAddressLexer } from './address-lexer.ts';
import { readAddressSpec } from './address-spec.ts';

export interface ListedMailbox {
  readonly kind: 'mailbox';
  /** Display name without quoting; from a trailing comment if there is no phrase; null if there is neither. */
  readonly name: string | null;
  /** The source route of an obsolete address, `@a,@b`, else null. */
  readonly route: string | null;
  /** Unquoted; for a malformed address its raw text. */
  readonly localPart: string;
  /** As written, without comments; '' when it is missing or the address is malformed. */
  readonly domain: string;
}

export interface ListedGroup {
  readonly kind: 'group-start';
  readonly name: string;
}

/** Groups do not nest, so start, members and end stand in one list, in the order of ENVELOPE. */
export type ListedAddress = ListedMailbox | ListedGroup | { readonly kind: 'group-end' };

export interface AddressList {
  readonly entries: readonly ListedAddress[];
  /** True when the text had more tokens than the limit; what came after was not read. */
  readonly truncated: boolean;
}

/** Bound on the tokens (atoms, quoted strings, comments, literals, specials) read from one list. */
export const MAX_ADDRESS_TOKENS = 10_240;

export function parseAddressList(text: string, maxTokens: number = MAX_ADDRESS_TOKENS): AddressList {
  const lexer = createAddressLexer(text);
  const reader = new ListReader(text);
  let tokens = 0;
  for (let token = lexer.next(); token !== null; token = lexer.next()) {
    if (++tokens > maxTokens) return { entries: reader.finish(), truncated: true };
    reader.take(token);
  }
  return { entries: reader.finish(), truncated: false };
}

class ListReader {
  readonly #source: string;
  readonly #entries: ListedAddress[] = [];
  #inGroup = false;
  /** Words of the mailbox being read that stand outside of angle brackets. */
  #words: AddressToken[] = [];
  /** Tokens within angle brackets; null before "<". */
  #angle: AddressToken[] | null = null;
  #angleIsOpen = false;
  /** True from "<@" to ":", where commas separate the hosts of an obsolete source route. */
  #inRoute = false;
  /** Words behind ">": the next mailbox when a comma was forgotten, else of no meaning. */
  #trailing: AddressToken[] = [];
  #comment: string | null = null;

  constructor(source: string) {
    this.#source = source;
  }

  take(token: AddressToken): void {
    if (token.kind === 'comment') {
      // Also within an address: it separates tokens, and its text may only ever serve as a display name.
      this.#comment = token.text;
      return;
    }
    if (token.kind === 'special' && this.#takeSpecial(token.text)) return;
    if (this.#angle === null) this.#words.push(token);
    else if (this.#angleIsOpen) this.#takeAngleToken(this.#angle, token);
    else this.#trailing.push(token);
  }

  finish(): ListedAddress[] {
    this.#endMailbox();
    this.#endGroup();
    return this.#entries;
  }

  /** @returns false for a special that is part of an address */
  #takeSpecial(special: string): boolean {
    switch (special) {
      case '<':
        if (this.#angle !== null && !this.#angleIsOpen) this.#endMailboxWithoutComma();
        // "<<" means no more than "<".
        this.#angle ??= [];
        this.#angleIsOpen = true;
        return true;
      case '>':
        this.#angleIsOpen = false;
        this.#inRoute = false;
        return true;
      case ',':
        if (this.#inRoute) return false;
        this.#endMailbox();
        return true;
      case ':':
        if (this.#angleIsOpen) return false;
        // Behind an address it can only separate; a group within a group, no valid syntax, ends the one before.
        if (this.#angle === null) this.#startGroup();
        else this.#endMailbox();
        return true;
      case ';':
        // Outside of a group: a separator that some mail programs write instead of ",".
        this.#endMailbox();
        this.#endGroup();
        return true;
      default:
        return false;
    }
  }

  #takeAngleToken(angle: AddressToken[], token: AddressToken): void {
    angle.push(token);
    if (token.kind !== 'special') return;
    if (token.text === '@' && angle.length === 1) this.#inRoute = true;
    else if (token.text === ':') this.#inRoute = false;
  }

  #startGroup(): void {
    const name = phraseText(this.#words);
    this.#reset();
    this.#endGroup();
    this.#entries.push({ kind: 'group-start', name });
    this.#inGroup = true;
  }

  #endGroup(): void {
    if (!this.#inGroup) return;
    this.#entries.push({ kind: 'group-end' });
    this.#inGroup = false;
  }

  /** `<a@x> Bob <b@y>`: two mailboxes, the words between them belong to the second. */
  #endMailboxWithoutComma(): void {
    const words = this.#trailing;
    this.#trailing = [];
    this.#endMailbox();
    this.#words = words;
  }

  #endMailbox(): void {
    const words = this.#words;
    const angle = this.#angle;
    if (angle !== null) {
      const name = words.length > 0 ? phraseText(words) : this.#comment;
      if (angle.length > 0 || name !== null) this.#push(name, angle);
      if (this.#trailing.some(isAt)) this.#push(null, this.#trailing);
    } else if (words.length > 0) {
      this.#push(this.#comment, words);
    }
    this.#reset();
  }

  #push(name: string | null, tokens: readonly AddressToken[]): void {
    this.#entries.push({ kind: 'mailbox', name, ...readAddressSpec(tokens, this.#source) });
  }

  #reset(): void {
    this.#words = [];
    this.#angle = null;
    this.#angleIsOpen = false;
    this.#inRoute = false;
    this.#trailing = [];
    this.#comment = null;
  }
}

function isAt(token: AddressToken): boolean {
  return token.kind === 'special' && token.text === '@';
}

/** A phrase as text: words with one space between, quoting removed. RFC 5322 section 3.2.5 */
function phraseText(tokens: readonly AddressToken[]): string {
  if (tokens.length === 1) return tokens[0].text;
  let text = '';
  let previousEnd = -1;
  for (const token of tokens) {
    if (previousEnd >= 0 && token.start > previousEnd) text += ' ';
    text += token.text;
    previousEnd = token.end;
  }
  return text;
}
