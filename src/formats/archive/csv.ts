/** Comma-separated values: RFC 4180, the semicolons that spreadsheets write in half of Europe, and tabs. */
import { Failure } from '../../base/failure.ts';

export interface CsvLimits {
  readonly maxRows: number;
  readonly maxColumns: number;
}

export interface CsvRow {
  /** Line of the file where the row begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

const DEFAULT_LIMITS: CsvLimits = { maxRows: 100_000, maxColumns: 100 };

/**
 * All rows, the header among them; empty lines are passed over. The separator is the comma, or the semicolon or tab when
 * the first line has more of those, or what a first line `sep=;` says, which Excel writes. Throws Failure `invalid` (`detail.line`) for a quote in the wrong place, `too-many`.
 */
export function parseCsv(text: string, limits: CsvLimits = DEFAULT_LIMITS): CsvRow[] {
  const source = withoutMark(text);
  const separator = separatorOf(text);
  const rows: CsvRow[] = [];
  let fields: string[] = [];
  // What names the separator is no row.
  let at = NAMED_SEPARATOR.exec(source)?.[0].length ?? 0;
  let line = at === 0 ? 1 : 2;
  let rowLine = line;

  const endRow = () => {
    if (fields.length > 1 || fields[0] !== '') {
      if (rows.length >= limits.maxRows) throw new Failure('too-many', `more than ${limits.maxRows} rows`);
      rows.push({ line: rowLine, fields });
    }
    fields = [];
    rowLine = line;
  };
  const addField = (field: string) => {
    if (fields.length >= limits.maxColumns) throw new Failure('too-many', `more than ${limits.maxColumns} columns`);
    fields.push(field);
  };

  while (at <= source.length) {
    let field: string;
    if (source[at] === '"') {
      const end = closingQuote(source, at + 1);
      if (end < 0) throw new Failure('invalid', `line ${line}: a quote is not closed`, { detail: { line } });
      field = source.slice(at + 1, end).replaceAll('""', '"');
      line += count(source, '\n', at, end);
      at = end + 1;
    } else {
      let end = at;
      while (end < source.length && source[end] !== separator && source[end] !== '\n' && source[end] !== '\r') end += 1;
      field = source.slice(at, end);
      at = end;
    }
    addField(field);
    const next = source[at];
    if (next === separator) {
      at += 1;
      continue;
    }
    if (next !== undefined && next !== '\r' && next !== '\n') {
      throw new Failure('invalid', `line ${line}: text after a closing quote`, { detail: { line } });
    }
    at += next === '\r' && source[at + 1] === '\n' ? 2 : 1;
    line += 1;
    endRow();
  }
  return rows;
}

export type CsvSeparator = ',' | ';' | '\t';

const SEPARATORS: readonly CsvSeparator[] = [',', ';', '\t'];
const NAMED_SEPARATOR = /^sep=([,;\t])(?:\r\n|\r|\n|$)/i;

/** What sets the fields of a text apart: as `parseCsv` reads it. */
export function separatorOf(text: string): CsvSeparator {
  const source = withoutMark(text);
  const named = NAMED_SEPARATOR.exec(source)?.[1];
  if (named !== undefined) return named as CsvSeparator;
  const end = source.search(/[\r\n]/);
  const first = end < 0 ? source : source.slice(0, end);
  const countOf = (separator: CsvSeparator) => count(first, separator, 0, first.length);
  return SEPARATORS.reduce((best, separator) => (countOf(separator) > countOf(best) ? separator : best));
}

function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

/** Where the quoted field ends; doubled quotes stand for one. */
function closingQuote(source: string, from: number): number {
  for (let at = source.indexOf('"', from); at >= 0; at = source.indexOf('"', at + 2)) {
    if (source[at + 1] !== '"') return at;
  }
  return -1;
}

function count(text: string, character: string, from: number, to: number): number {
  let found = 0;
  for (let at = text.indexOf(character, from); at >= 0 && at < to; at = text.indexOf(character, at + 1)) found += 1;
  return found;
}
