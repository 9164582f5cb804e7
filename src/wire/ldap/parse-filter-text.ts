/** Filters as people and configurations write them. RFC 4515, and the empty lists of RFC 4526 */
import { Failure } from '../../base/failure.ts';
import type { Filter } from './filter.ts';
import { DEFAULT_FILTER_LIMITS, FilterBudget, type FilterLimits } from './filter-limits.ts';
import { MAX_SUBSTRING_PIECES } from './limits.ts';

/** Attribute description: a descriptor or object identifier, with options. RFC 4512 section 2.5 */
const ATTRIBUTE = /(?:[A-Za-z][A-Za-z0-9-]*|[0-9]+(?:\.[0-9]+)*)(?:;[A-Za-z0-9-]+)*/y;
const RULE = /^(?:[A-Za-z][A-Za-z0-9-]*|[0-9]+(?:\.[0-9]+)*)$/;
const VALUE = /[^()\0]*/y;
const HEX_PAIR = /^[0-9A-Fa-f]{2}$/;
const MAX_TEXT_BYTES = 64 * 1024;

/** Throws Failure `invalid` (`detail.at`: index of the character), `too-many`, `too-large`. */
export function parseFilterText(text: string, limits: FilterLimits = DEFAULT_FILTER_LIMITS): Filter {
  if (Buffer.byteLength(text) > MAX_TEXT_BYTES) throw new Failure('too-large', 'the filter is too long');
  return new FilterTextParser(text, limits).whole();
}

class FilterTextParser {
  readonly #text: string;
  readonly #budget: FilterBudget;
  #at = 0;

  constructor(text: string, limits: FilterLimits) {
    this.#text = text;
    this.#budget = new FilterBudget(limits);
  }

  whole(): Filter {
    const filter = this.#filter(1);
    if (this.#at < this.#text.length) throw this.#malformed();
    return filter;
  }

  #filter(depth: number): Filter {
    this.#budget.spend(depth);
    this.#expect('(');
    const filter = this.#inner(depth);
    this.#expect(')');
    return filter;
  }

  #inner(depth: number): Filter {
    const operator = this.#text[this.#at];
    if (operator === '&' || operator === '|') {
      this.#at += 1;
      const filters: Filter[] = [];
      while (this.#text[this.#at] === '(') filters.push(this.#filter(depth + 1));
      return { kind: operator === '&' ? 'and' : 'or', filters };
    }
    if (operator !== '!') return this.#item();
    this.#at += 1;
    return { kind: 'not', filter: this.#filter(depth + 1) };
  }

  #item(): Filter {
    const attribute = this.#match(ATTRIBUTE);
    if (this.#text[this.#at] === ':') return this.#extensible(attribute === '' ? null : attribute);
    if (attribute === '') throw this.#malformed();
    for (const [sign, kind] of COMPARISONS) {
      if (!this.#text.startsWith(sign, this.#at)) continue;
      this.#at += sign.length;
      return { kind, attribute, value: this.#octets(this.#match(VALUE)) };
    }
    this.#expect('=');
    const pieces = this.#match(VALUE).split('*');
    if (pieces.length === 1) return { kind: 'equal', attribute, value: this.#octets(pieces[0] ?? '') };
    return this.#substrings(attribute, pieces);
  }

  #substrings(attribute: string, pieces: readonly string[]): Filter {
    if (pieces.length === 2 && pieces.every((piece) => piece === '')) return { kind: 'present', attribute };
    const [initial = '', ...rest] = pieces;
    const final = rest.pop() ?? '';
    if (rest.length > MAX_SUBSTRING_PIECES) throw new Failure('too-many', 'a substring of too many pieces');
    if (rest.includes('')) throw this.#malformed();
    return {
      kind: 'substrings',
      attribute,
      initial: initial === '' ? null : this.#octets(initial),
      any: rest.map((piece) => this.#octets(piece)),
      final: final === '' ? null : this.#octets(final),
    };
  }

  /** `attr[:dn][:rule]:=value`, or without the attribute. */
  #extensible(attribute: string | null): Filter {
    const end = this.#text.indexOf(':=', this.#at);
    if (end < 0) throw this.#malformed();
    const parts = this.#text.slice(this.#at, end).split(':').slice(1);
    const withNameAttributes = parts[0]?.toLowerCase() === 'dn';
    if (withNameAttributes) parts.shift();
    const [rule = null] = parts;
    if (parts.length > 1 || (rule !== null && !RULE.test(rule))) throw this.#malformed();
    if (rule === null && attribute === null) throw this.#malformed();
    this.#at = end + 2;
    return { kind: 'extensible', rule, attribute, value: this.#octets(this.#match(VALUE)), withNameAttributes };
  }

  #octets(text: string): Uint8Array {
    if (!text.includes('\\')) return Buffer.from(text, 'utf8');
    const [first = '', ...escaped] = text.split('\\');
    const parts = escaped.flatMap((part) => {
      if (!HEX_PAIR.test(part.slice(0, 2))) throw this.#malformed();
      return [Buffer.from(part.slice(0, 2), 'hex'), Buffer.from(part.slice(2), 'utf8')];
    });
    return Buffer.concat([Buffer.from(first, 'utf8'), ...parts]);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #expect(character: string): void {
    if (this.#text[this.#at] !== character) throw this.#malformed();
    this.#at += 1;
  }

  #malformed(): Failure {
    return new Failure('invalid', `not a filter, at character ${this.#at + 1}`, { detail: { at: this.#at } });
  }
}

const COMPARISONS = [
  ['~=', 'approximate'],
  ['>=', 'greater-or-equal'],
  ['<=', 'less-or-equal'],
] as const;
