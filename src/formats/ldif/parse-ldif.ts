/**
 * LDIF, the text form of directories: RFC 2849. Entries, and changes that add one; other changes are for a directory
 * server to make, and are named as odd. A value that stands elsewhere (`attr:< URL`) is never fetched.
 */
import { Failure } from '../../base/failure.ts';
import { type LdifLine, unfoldLdif } from './unfold-ldif.ts';

export interface LdifLimits {
  readonly maxEntries: number;
  readonly maxValues: number;
  /** Characters of one unfolded line. */
  readonly maxLineLength: number;
}

export const DEFAULT_LDIF_LIMITS: LdifLimits = { maxEntries: 100_000, maxValues: 1000, maxLineLength: 1_000_000 };

export interface LdifEntry {
  /** Of the file, from 1: where its `dn:` stands. */
  readonly line: number;
  readonly dn: string;
  /** By the name of the attribute in lower case, without options (`;lang-de`); in the order of the file. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
}

export interface OddLdif {
  readonly line: number;
  readonly problem: 'form' | 'not-utf-8' | 'elsewhere' | 'change';
}

export interface Ldif {
  readonly entries: readonly LdifEntry[];
  /** Records that are none of ours, and those with a line that cannot be read: each is left out as a whole. */
  readonly odd: readonly OddLdif[];
}

/** Throws Failure `too-many` beyond the limits, `unsupported` for a version other than 1. */
export function parseLdif(text: string, limits: LdifLimits = DEFAULT_LDIF_LIMITS): Ldif {
  const entries: LdifEntry[] = [];
  const odd: OddLdif[] = [];
  for (const record of records(text, limits)) {
    const read = readRecord(record, limits);
    if (read === null) continue;
    if ('problem' in read) odd.push(read);
    else if (entries.length < limits.maxEntries) entries.push(read);
    else throw new Failure('too-many', `more than ${limits.maxEntries} entries`);
  }
  return { entries, odd };
}

/** Empty lines stand between records; the version is no part of the first. */
function* records(text: string, limits: LdifLimits): Generator<readonly LdifLine[]> {
  let record: LdifLine[] = [];
  let isFirst = true;
  for (const line of unfoldLdif(text, limits.maxLineLength)) {
    if (line.text === '') {
      if (record.length > 0) yield record;
      record = [];
      continue;
    }
    const version = isFirst ? /^version:\s*(.*)$/i.exec(line.text) : null;
    isFirst = false;
    if (version === null) record.push(line);
    else if (version[1] !== '1') throw new Failure('unsupported', `LDIF of version ${version[1]?.slice(0, 20)}`);
    if (record.length > limits.maxValues) throw new Failure('too-many', `more than ${limits.maxValues} values`);
  }
  if (record.length > 0) yield record;
}

function readRecord([first, ...rest]: readonly LdifLine[], limits: LdifLimits): LdifEntry | OddLdif | null {
  if (first === undefined) return null;
  const dn = readValue(first.text);
  if (typeof dn === 'string') return { line: first.line, problem: dn };
  if (dn.name !== 'dn' || first.text.length > limits.maxLineLength) return { line: first.line, problem: 'form' };
  const attributes = new Map<string, string[]>();
  for (const { line, text } of rest) {
    const value = readValue(text);
    if (typeof value === 'string') return { line, problem: value };
    // RFC 2849: changes and controls come before the attributes.
    if (value.name === 'changetype' && attributes.size === 0) {
      if (value.text.toLowerCase() !== 'add') return { line, problem: 'change' };
      continue;
    }
    if (value.name === 'control' && attributes.size === 0) return { line, problem: 'change' };
    const values = attributes.get(value.name);
    if (values === undefined) attributes.set(value.name, [value.text]);
    else values.push(value.text);
  }
  return { line: first.line, dn: dn.text, attributes };
}

const DESCRIPTION = /^([a-z][a-z\d-]*|\d+(?:\.\d+)*)(?:;[a-z\d-]+)*:/i;
const BASE64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;

function readValue(text: string): { readonly name: string; readonly text: string } | OddLdif['problem'] {
  const match = DESCRIPTION.exec(text);
  if (match === null) return 'form';
  const [before = '', name = ''] = match;
  const rest = text.slice(before.length);
  if (rest.startsWith('<')) return 'elsewhere';
  if (!rest.startsWith(':')) return { name: name.toLowerCase(), text: rest.replace(/^ +/, '') };
  const base64 = rest.slice(1).trim();
  if (!BASE64.test(base64)) return 'form';
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64, 'base64'));
    return { name: name.toLowerCase(), text: decoded };
  } catch {
    return 'not-utf-8';
  }
}
