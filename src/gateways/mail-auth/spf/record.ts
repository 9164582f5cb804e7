/** SPF records: RFC 7208 sections 4.5, 4.6 and 12. The whole record is checked before any of it is evaluated. */
import { isIPv4, isIPv6 } from 'node:net';
import { type MacroString, parseMacroString } from './macro.ts';
import { SpfError } from './spf-error.ts';

export type Qualifier = 'pass' | 'fail' | 'softfail' | 'neutral';

/** `target` null: the domain itself. */
export type Mechanism =
  | { readonly kind: 'all' }
  | { readonly kind: 'include' | 'exists'; readonly target: MacroString }
  | {
      readonly kind: 'a' | 'mx';
      readonly target: MacroString | null;
      readonly prefix4: number;
      readonly prefix6: number;
    }
  | { readonly kind: 'ptr'; readonly target: MacroString | null }
  | { readonly kind: 'ip'; readonly network: string; readonly prefix: number };

export interface Directive {
  readonly qualifier: Qualifier;
  readonly mechanism: Mechanism;
}

export interface SpfRecord {
  readonly directives: readonly Directive[];
  readonly redirect: MacroString | null;
  readonly explanation: MacroString | null;
}

/** True for a TXT record that is an SPF record, whatever it says behind its version. RFC 7208 section 4.5 */
export function isSpfRecord(text: string): boolean {
  return /^v=spf1(?: |$)/i.test(text);
}

const QUALIFIERS: Readonly<Record<string, Qualifier>> = { '+': 'pass', '-': 'fail', '~': 'softfail', '?': 'neutral' };
const MODIFIER = /^([a-z][a-z0-9._-]*)=(.*)$/i;
const DIRECTIVE = /^([+\-?~]?)([a-z][a-z0-9._-]*)(.*)$/i;

/** Throws SpfError `permerror` for anything that the grammar does not allow. */
export function parseSpfRecord(text: string): SpfRecord {
  const directives: Directive[] = [];
  const modifiers = new Map<string, MacroString>();
  for (const term of text.slice('v=spf1'.length).split(' ')) {
    if (term === '') continue;
    const modifier = MODIFIER.exec(term);
    if (modifier !== null) addModifier(modifiers, modifier[1]?.toLowerCase() ?? '', modifier[2] ?? '');
    else directives.push(parseDirective(term));
  }
  return {
    directives,
    redirect: modifiers.get('redirect') ?? null,
    explanation: modifiers.get('exp') ?? null,
  };
}

/** RFC 7208 section 6: `redirect` and `exp` at most once; unknown ones are passed over if they are well-formed. */
function addModifier(modifiers: Map<string, MacroString>, name: string, value: string): void {
  if (name !== 'redirect' && name !== 'exp') {
    parseMacroString(value, 'explanation');
    if (value.includes(' ')) throw bad(name);
    return;
  }
  if (modifiers.has(name)) throw new SpfError('permerror', `${name} is there twice`);
  modifiers.set(name, parseDomainSpec(value));
}

function parseDirective(term: string): Directive {
  const match = DIRECTIVE.exec(term);
  if (match === null) throw bad(term);
  const [, sign, name = '', rest = ''] = match;
  const qualifier = QUALIFIERS[sign === '' || sign === undefined ? '+' : sign] ?? 'pass';
  return { qualifier, mechanism: parseMechanism(name.toLowerCase(), rest) };
}

function parseMechanism(name: string, rest: string): Mechanism {
  switch (name) {
    case 'all':
      if (rest !== '') throw bad('all');
      return { kind: 'all' };
    case 'include':
    case 'exists':
      if (!rest.startsWith(':')) throw bad(name);
      return { kind: name, target: parseDomainSpec(rest.slice(1)) };
    case 'a':
    case 'mx':
      return parseHosts(name, rest);
    case 'ptr':
      if (rest !== '' && !rest.startsWith(':')) throw bad(name);
      return { kind: 'ptr', target: rest === '' ? null : parseDomainSpec(rest.slice(1)) };
    case 'ip4':
    case 'ip6':
      return parseNetwork(name, rest);
    default:
      throw new SpfError('permerror', `unknown mechanism ${name}`);
  }
}

/** `:domain/24//64`; each part may be absent. RFC 7208 section 5.6, ip4-cidr-length and ip6-cidr-length */
function parseHosts(kind: 'a' | 'mx', rest: string): Mechanism {
  const [, target = '', length4, length6] = /^(.*?)(?:\/(\d+))?(?:\/\/(\d+))?$/.exec(rest) ?? [];
  if (target !== '' && !target.startsWith(':')) throw bad(kind);
  return {
    kind,
    target: target === '' ? null : parseDomainSpec(target.slice(1)),
    prefix4: parsePrefix(length4, 32),
    prefix6: parsePrefix(length6, 128),
  };
}

function parseNetwork(name: 'ip4' | 'ip6', rest: string): Mechanism {
  const [, network = '', length] = /^:([0-9a-f.:]+)(?:\/(\d+))?$/i.exec(rest) ?? [];
  if (!(name === 'ip4' ? isIPv4(network) : isIPv6(network))) throw bad(name);
  return { kind: 'ip', network, prefix: parsePrefix(length, name === 'ip4' ? 32 : 128) };
}

function parsePrefix(digits: string | undefined, most: number): number {
  if (digits === undefined) return most;
  // No leading zeros: "0" / %x31-39 …
  if (!/^(?:0|[1-9]\d{0,2})$/.test(digits) || Number(digits) > most) {
    throw new SpfError('permerror', `prefix length ${digits.slice(0, 10)}`);
  }
  return Number(digits);
}

const ENDS_IN_MACRO = /%(?:\{[slodiphcrtv]\d{0,9}r?[.\-+,/_=]{0,9}\}|[%_-])$/i;

/** Ends in a macro, or in `.` and a label that is no number (a final dot may follow). RFC 7208 section 7.1, domain-end */
function parseDomainSpec(text: string): MacroString {
  const parts = parseMacroString(text, 'domain');
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  const dot = name.lastIndexOf('.');
  const label = name.slice(dot + 1);
  const isTopLabel = dot >= 0 && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i.test(label) && /[a-z-]/i.test(label);
  if (!isTopLabel && !ENDS_IN_MACRO.test(text)) throw new SpfError('permerror', 'no domain where one must be');
  return parts;
}

function bad(what: string): SpfError {
  return new SpfError('permerror', `syntax of ${what.slice(0, 40)}`);
}
