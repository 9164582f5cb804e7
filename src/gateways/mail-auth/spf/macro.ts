/** Macros of SPF: RFC 7208 section 7. A macro-string is checked when its record is parsed, and expanded when it is used. */
import { isIPv6 } from 'node:net';
import { ipv6Groups } from './ip-network.ts';
import { SpfError } from './spf-error.ts';

export interface MacroContext {
  /** Textual, never an IPv4-mapped IPv6 address. */
  readonly address: string;
  /** `local-part@domain`, complete. */
  readonly sender: string;
  /** The domain whose record is being evaluated. */
  readonly domain: string;
  readonly heloName: string;
  /** Our own name, for `%{r}`. */
  readonly receiver: string;
  readonly nowMs: number;
  /** For `%{p}`: a name of the address that leads back to it, or `unknown`. */
  readonly validatedName: () => Promise<string>;
}

/** Where a macro-string stands: `%{c}`, `%{r}` and `%{t}` have a meaning in explanations only. RFC 7208 section 7.2 */
export type MacroPlace = 'domain' | 'explanation';

export type MacroString = readonly (string | Macro)[];

interface Macro {
  readonly letter: string;
  readonly isEscaped: boolean;
  /** Labels kept, from the right; null keeps all. */
  readonly keep: number | null;
  readonly isReversed: boolean;
  readonly delimiters: string;
}

const TOKEN = /%\{([slodiphcrtv])(\d*)(r?)([.\-+,/_=]*)\}|%([%_-])|([\x21-\x24\x26-\x7e]+)/giy;
const EXPLANATION_TOKEN = /%\{([slodiphcrtv])(\d*)(r?)([.\-+,/_=]*)\}|%([%_-])|([\x20-\x24\x26-\x7e]+)/giy;
const LITERALS: Readonly<Record<string, string>> = { '%': '%', _: ' ', '-': '%20' };
/** More digits than a name can have labels. */
const MAX_KEEP_DIGITS = 4;

/** Throws SpfError `permerror` for what is no macro-string. */
export function parseMacroString(text: string, place: MacroPlace): MacroString {
  const pattern = place === 'domain' ? TOKEN : EXPLANATION_TOKEN;
  const parts: (string | Macro)[] = [];
  for (let at = 0; at < text.length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) throw new SpfError('permerror', 'invalid macro');
    const [, letter, digits = '', reversed, delimiters = '', escape, literal] = match;
    if (letter === undefined) parts.push(literal ?? LITERALS[escape ?? ''] ?? '');
    else parts.push(readMacro(letter, digits, reversed !== '', delimiters, place));
  }
  return parts;
}

function readMacro(letter: string, digits: string, isReversed: boolean, delimiters: string, place: MacroPlace): Macro {
  const lower = letter.toLowerCase();
  if (place === 'domain' && 'crt'.includes(lower)) throw new SpfError('permerror', `%{${letter}} outside of exp`);
  const keep = digits === '' ? null : digits.length > MAX_KEEP_DIGITS ? Number.MAX_SAFE_INTEGER : Number(digits);
  if (keep === 0) throw new SpfError('permerror', 'a macro that keeps nothing');
  return { letter: lower, isEscaped: letter !== lower, keep, isReversed, delimiters: delimiters || '.' };
}

export async function expandMacros(parts: MacroString, context: MacroContext): Promise<string> {
  let text = '';
  for (const part of parts) text += typeof part === 'string' ? part : await expand(part, context);
  return text;
}

async function expand(macro: Macro, context: MacroContext): Promise<string> {
  let labels = splitAt(await valueOf(macro.letter, context), macro.delimiters);
  if (macro.isReversed) labels = labels.reverse();
  if (macro.keep !== null) labels = labels.slice(-macro.keep);
  const value = labels.join('.');
  return macro.isEscaped ? escapeForUrl(value) : value;
}

async function valueOf(letter: string, context: MacroContext): Promise<string> {
  const at = context.sender.lastIndexOf('@');
  switch (letter) {
    case 's':
      return context.sender;
    case 'l':
      return context.sender.slice(0, at);
    case 'o':
      return context.sender.slice(at + 1);
    case 'd':
      return context.domain;
    case 'i':
      return isIPv6(context.address) ? nibbles(context.address) : context.address;
    case 'p':
      return await context.validatedName();
    case 'v':
      return isIPv6(context.address) ? 'ip6' : 'in-addr';
    case 'h':
      return context.heloName;
    case 'c':
      return context.address;
    case 'r':
      return context.receiver;
    default:
      return String(Math.floor(context.nowMs / 1000));
  }
}

function splitAt(text: string, delimiters: string): string[] {
  const labels: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (!delimiters.includes(text.charAt(at))) continue;
    labels.push(text.slice(start, at));
    start = at + 1;
  }
  labels.push(text.slice(start));
  return labels;
}

/** The 32 hexadecimal digits of an IPv6 address, with dots. RFC 7208 section 7.3 */
function nibbles(address: string): string {
  const digits = ipv6Groups(address).map((group) => group.toString(16).padStart(4, '0'));
  return [...digits.join('')].join('.');
}

/** All but the unreserved characters of URIs. RFC 7208 section 7.3 */
function escapeForUrl(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
