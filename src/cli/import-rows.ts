/** Users that were read from a file of some form, given to the server's import of CSV. REQUIREMENTS SM6, LI7 */

import { failureText } from '../../locales/failure-text.ts';
import type { FailureCode } from '../base/failure.ts';
import { printable } from '../base/printable.ts';
import { formatCsv } from '../formats/archive/format-csv.ts';
import type { AdminClient } from '../gateways/admin-client/admin-client.ts';
import type { EndpointAnswer } from '../wire/admin/endpoint.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { EXIT_DATA } from './failures.ts';

/** A request stays well below the size that the server takes. */
const ROWS_AT_ONCE = 2000;

/** A user by the columns of the import; empty ones may be left out. */
export interface ImportRow {
  /** Of the file that it was read from, from 1. */
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
}

export interface ImportChoices {
  readonly dryRun: boolean;
  readonly updateExisting?: boolean | undefined;
  readonly generatePasswords?: boolean | undefined;
}

export type ImportResult = EndpointAnswer<(typeof ENDPOINTS)['user.import']>;

/** The lines of the result are those of the rows. Throws Failure as the endpoint does. */
export async function importRows(
  client: AdminClient,
  rows: readonly ImportRow[],
  choices: ImportChoices,
): Promise<ImportResult> {
  const results: ImportResult[] = [];
  const columns = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    const { csv, lines } = tableOf(columns, rows.slice(start, start + ROWS_AT_ONCE));
    const result = await client.call(ENDPOINTS['user.import'], { body: { csv, ...choices } });
    const withLine = <T extends { readonly line: number }>(one: T) => ({ ...one, line: lines.get(one.line) ?? 0 });
    results.push({ ...result, refused: result.refused.map(withLine), rows: result.rows.map(withLine) });
  }
  return together(results);
}

/** Parts of one file have the same columns. */
function together(results: readonly ImportResult[]): ImportResult {
  const sum = (count: (result: ImportResult) => number) => results.reduce((total, one) => total + count(one), 0);
  const [first] = results;
  return {
    separator: first?.separator ?? ',',
    encoding: first?.encoding ?? 'utf-8',
    columns: first?.columns ?? { recognised: [], ignored: [] },
    created: sum(({ created }) => created),
    updated: sum(({ updated }) => updated),
    refused: results.flatMap(({ refused }) => refused),
    rows: results.flatMap(({ rows }) => rows),
    passwords: results.flatMap(({ passwords }) => passwords),
  };
}

/** With the line of the file for each line of the table: a value of several lines moves those behind it. */
function tableOf(columns: readonly string[], rows: readonly ImportRow[]) {
  const lines = new Map<number, number>();
  let csv = formatCsv([columns]);
  let next = 2;
  for (const { line, values } of rows) {
    const row = formatCsv([columns.map((column) => values[column] ?? '')]);
    lines.set(next, line);
    next += row.split('\n').length - 1;
    csv += row;
  }
  return { csv, lines };
}

/** Tells how many were made, or can be, and who not. */
export function sayImported(
  context: CliContext,
  options: CommonOptions & { readonly dryRun?: boolean },
  { created, updated, refused, columns, passwords }: ImportResult,
): void {
  const { t } = context;
  context.say(options, t(options.dryRun === true ? 'cli.user.importable' : 'cli.user.imported', { count: created }));
  if (updated > 0) {
    const key = options.dryRun === true ? 'cli.user.import-changeable' : 'cli.user.import-changed';
    context.say(options, t(key, { count: updated }));
  }
  if (columns.ignored.length > 0) {
    context.say(options, t('cli.user.import-ignored', { names: columns.ignored.join(', ') }));
  }
  if (passwords.length > 0) {
    context.say(options, t('cli.user.import-passwords'));
    const rows = passwords.map(({ userId, password }) => [userId, password]);
    context.table(options, [t('column.user-id'), t('column.password')], rows);
  }
  for (const { line, userId, code, message, detail } of refused) {
    const text = failureText(t, { code: code as FailureCode, message, detail });
    complain(context, options, t('cli.user.refused', { line, name: userId, message: text }));
  }
}

/** A line of the file that is not taken. */
export function complain(context: CliContext, options: CommonOptions, sentence: string): void {
  if (options.json !== true) context.streams.err(`${printable(sentence)}\n`);
  context.setExitCode(EXIT_DATA);
}
