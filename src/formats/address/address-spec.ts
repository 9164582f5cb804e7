/** One addr-spec, or route and addr-spec, from its tokens: RFC 5322 sections 3.4.1 and 4.4. */
import type { AddressToken } from './address-lexer.ts';

export interface AddressSpec {
  readonly route: string | null;
  readonly localPart: string;
  readonly domain: string;
}

/**
 * Reads the tokens of one address. Whatever is not exactly `local-part "@" domain` has no domain and keeps its raw
 * text as local part: of `user@good.example.org(x)evil.example.org` there is no right reading, so there is none.
 */
export function readAddressSpec(tokens: readonly AddressToken[], source: string): AddressSpec {
  const routeEnd = findRouteEnd(tokens);
  const route = routeEnd > 0 ? source.slice(tokens[0].start, tokens[routeEnd].start).trim() : null;
  const spec = routeEnd > 0 ? tokens.slice(routeEnd + 1) : tokens;
  const at = spec.findIndex((token) => isSpecial(token, '@'));
  if (at > 0) {
    const localPart = joinWords(spec, 0, at);
    const domain = readDomain(spec, at + 1);
    if (localPart !== null && domain !== null) return { route, localPart, domain };
  }
  return { route: null, localPart: rawText(tokens, source), domain: '' };
}

/** RFC 5321 section 4.1.3 leaves no other characters; RFC 5322 would also let "@" and "<" stand here. */
const ADDRESS_LITERAL = /^[A-Za-z0-9.:-]+$/;

/** The index of the ":" that ends a source route, or 0 when there is none. */
function findRouteEnd(tokens: readonly AddressToken[]): number {
  if (tokens[0] === undefined || !isSpecial(tokens[0], '@')) return 0;
  return Math.max(
    0,
    tokens.findIndex((token) => isSpecial(token, ':')),
  );
}

function readDomain(tokens: readonly AddressToken[], start: number): string | null {
  const first = tokens[start];
  if (first?.kind === 'literal') {
    return tokens.length === start + 1 && ADDRESS_LITERAL.test(first.text) ? `[${first.text}]` : null;
  }
  for (let index = start; index < tokens.length; index++) {
    if (tokens[index].kind !== 'atom') return null;
  }
  return joinWords(tokens, start, tokens.length);
}

/** Joins words that dots connect (`a . "b" .c`); null when two of them stand side by side without a dot. */
function joinWords(tokens: readonly AddressToken[], start: number, end: number): string | null {
  if (start >= end) return null;
  let text = '';
  let previous: AddressToken | null = null;
  for (let index = start; index < end; index++) {
    const token = tokens[index];
    if (token.kind !== 'atom' && token.kind !== 'quoted') return null;
    if (previous !== null && !endsWithDot(previous) && !startsWithDot(token)) return null;
    text += token.text;
    previous = token;
  }
  return text;
}

function endsWithDot(token: AddressToken): boolean {
  return token.kind === 'atom' && token.text.endsWith('.');
}

function startsWithDot(token: AddressToken): boolean {
  return token.kind === 'atom' && token.text.startsWith('.');
}

function isSpecial(token: AddressToken, text: string): boolean {
  return token.kind === 'special' && token.text === text;
}

function rawText(tokens: readonly AddressToken[], source: string): string {
  const first = tokens[0];
  if (first === undefined) return '';
  if (tokens.length === 1 && first.kind === 'quoted') return first.text;
  return source.slice(first.start, tokens[tokens.length - 1].end);
}
