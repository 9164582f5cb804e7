/** Definitions of the directory schema as the standards write them: RFC 4512 section 4.1. */
import { Failure } from '../../../base/failure.ts';

export interface AttributeDefinition {
  readonly oid: string;
  /** The first one is how the attribute is shown. */
  readonly names: readonly string[];
  readonly superior: string | null;
  readonly equality: string | null;
  readonly ordering: string | null;
  readonly substrings: string | null;
  /** Without the suggested length. */
  readonly syntax: string | null;
  readonly isSingleValue: boolean;
  readonly mayUsersModify: boolean;
  /** Kept by the server; returned only when asked for. */
  readonly isOperational: boolean;
}

export interface ClassDefinition {
  readonly oid: string;
  readonly names: readonly string[];
  readonly superiors: readonly string[];
  readonly kind: 'abstract' | 'structural' | 'auxiliary';
  readonly must: readonly string[];
  readonly may: readonly string[];
}

const MAX_DEFINITION_LENGTH = 64 * 1024;
const TOKEN = /\s*(?:([()$])|'([^']*)'|([^\s()'$]+))/y;

/** Throws Failure `invalid`. */
export function parseAttributeDefinition(text: string): AttributeDefinition {
  const { oid, fields } = parseDefinition(text);
  return {
    oid,
    names: fields.get('NAME') ?? [],
    superior: one(fields, 'SUP'),
    equality: one(fields, 'EQUALITY'),
    ordering: one(fields, 'ORDERING'),
    substrings: one(fields, 'SUBSTR'),
    syntax: one(fields, 'SYNTAX')?.replace(/\{\d+\}$/, '') ?? null,
    isSingleValue: fields.has('SINGLE-VALUE'),
    mayUsersModify: !fields.has('NO-USER-MODIFICATION'),
    isOperational: (one(fields, 'USAGE') ?? 'userApplications') !== 'userApplications',
  };
}

/** Throws Failure `invalid`. */
export function parseClassDefinition(text: string): ClassDefinition {
  const { oid, fields } = parseDefinition(text);
  return {
    oid,
    names: fields.get('NAME') ?? [],
    superiors: fields.get('SUP') ?? [],
    kind: fields.has('ABSTRACT') ? 'abstract' : fields.has('AUXILIARY') ? 'auxiliary' : 'structural',
    must: fields.get('MUST') ?? [],
    may: fields.get('MAY') ?? [],
  };
}

interface Definition {
  readonly oid: string;
  /** Values by keyword; those of a keyword that stands alone are empty. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

function parseDefinition(text: string): Definition {
  const tokens = tokenise(text);
  const [open, oid, ...rest] = tokens;
  if (open?.text !== '(' || oid === undefined || rest.pop()?.text !== ')') throw malformed();
  const fields = new Map<string, readonly string[]>();
  for (let at = 0; at < rest.length; ) {
    const keyword = rest[at]?.text ?? '';
    at += 1;
    const values: string[] = [];
    const next = rest[at];
    if (next?.text === '(' && !next.isQuoted) {
      for (at += 1; rest[at]?.text !== ')'; at += 1) {
        const token = rest[at];
        if (token === undefined) throw malformed();
        if (token.text !== '$') values.push(token.text);
      }
      at += 1;
    } else if (at < rest.length && !ALONE.has(keyword)) {
      values.push(rest[at]?.text ?? '');
      at += 1;
    }
    fields.set(keyword.toUpperCase(), values);
  }
  return { oid: oid.text, fields };
}

const ALONE = new Set([
  ...['OBSOLETE', 'SINGLE-VALUE', 'COLLECTIVE', 'NO-USER-MODIFICATION'],
  ...['ABSTRACT', 'STRUCTURAL', 'AUXILIARY'],
]);

function tokenise(text: string): readonly { readonly text: string; readonly isQuoted: boolean }[] {
  if (text.length > MAX_DEFINITION_LENGTH) throw malformed();
  const tokens = [];
  const trimmed = text.trimEnd();
  for (let at = 0; at < trimmed.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(trimmed);
    if (match === null) throw malformed();
    const [, sign, quoted, word] = match;
    tokens.push({ text: sign ?? quoted ?? word ?? '', isQuoted: quoted !== undefined });
  }
  return tokens;
}

function one(fields: Definition['fields'], keyword: string): string | null {
  return fields.get(keyword)?.[0] ?? null;
}

function malformed(): Failure {
  return new Failure('invalid', 'not a schema definition');
}
