/** `user import`, also under its legacy name: users of a CSV or LDIF file. REQUIREMENTS SM6, LI7 */
import { parseCsv } from '../formats/archive/csv.ts';
import { parseLdif } from '../formats/ldif/parse-ldif.ts';
import { unfoldLdif } from '../formats/ldif/unfold-ldif.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CliContext, CommonOptions } from './context.ts';
import { differenceOf, sayDifference } from './import-difference.ts';
import {
  complain,
  type ImportChoices,
  type ImportResult,
  type ImportRow,
  importRows,
  sayImported,
} from './import-rows.ts';
import { readInputFile } from './input-file.ts';
import { userOfEntry } from './ldif-users.ts';

export interface ImportOptions extends CommonOptions {
  readonly dryRun?: boolean;
  readonly updateExisting?: boolean;
  readonly generatePasswords?: boolean;
}

/** A dry run tells what the file would add, and where it differs from users who are here already. */
export async function importFile(context: CliContext, file: string, options: ImportOptions): Promise<void> {
  const text = await readInputFile(context, file);
  const read = isLdif(text) ? await importLdif(context, text, options) : await importCsv(context, text, options);
  if (options.dryRun !== true) {
    context.json(options, { ...read.result, odd: read.odd });
  } else {
    const difference = await differenceOf(context.client(options), read.rows, read.result.refused);
    context.json(options, { ...read.result, odd: read.odd, difference });
    sayDifference(context, options, difference);
  }
  sayImported(context, options, read.result);
  for (const { line, problem } of read.odd) {
    complain(context, options, context.t('cli.input.odd', { line, message: context.t(`cli.input.${problem}`) }));
  }
}

interface Imported {
  readonly rows: readonly ImportRow[];
  readonly result: ImportResult;
  readonly odd: ReturnType<typeof parseLdif>['odd'];
}

async function importLdif(context: CliContext, text: string, options: ImportOptions): Promise<Imported> {
  const { entries, odd } = parseLdif(text);
  const rows = entries.flatMap((entry) => userOfEntry(entry) ?? []);
  return { rows, odd, result: await importRows(context.client(options), rows, choicesOf(options)) };
}

function choicesOf({ dryRun = false, updateExisting, generatePasswords }: ImportOptions): ImportChoices {
  return { dryRun, updateExisting, generatePasswords };
}

/** The server reads it as it is. */
async function importCsv(context: CliContext, csv: string, options: ImportOptions): Promise<Imported> {
  const choices = choicesOf(options);
  const result = await context.client(options).call(ENDPOINTS['user.import'], { body: { csv, ...choices } });
  const [header, ...lines] = choices.dryRun ? parseCsv(csv) : [];
  const names = header?.fields.map(columnName) ?? [];
  const rows = lines.map(({ line, fields }) => ({
    line,
    values: Object.fromEntries(names.map((name, index) => [name, fields[index] ?? ''])),
  }));
  return { rows, odd: [], result };
}

/** `First Name` and `first-name` are the column firstName. */
function columnName(title: string): string {
  const words = title.split(/[^A-Za-z]+/).filter(Boolean);
  const name = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
  return name === 'UserID' ? 'userId' : name.slice(0, 1).toLowerCase() + name.slice(1);
}

/** RFC 2849: it begins with its version or a name, behind comments. */
function isLdif(text: string): boolean {
  for (const { text: line } of unfoldLdif(text, text.length)) {
    if (line !== '') return /^(?:version|dn):/i.test(line);
  }
  return false;
}
