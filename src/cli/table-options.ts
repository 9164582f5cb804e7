/** What the commands that show tables have in common: `--sort`, `--descending`, and reading them to their end. */
import type { Command } from 'commander';
import type { Translate } from '../../locales/index.ts';
import { MAX_ROWS } from '../wire/admin/table-schemas.ts';
import type { CommonOptions } from './context.ts';
import { oneOf } from './values.ts';

export interface TableOptions<Sort extends string> extends CommonOptions {
  readonly sort?: Sort;
  readonly descending?: boolean;
}

export function addTableOptions(command: Command, t: Translate, sorts: readonly string[]): Command {
  const columns = sorts.join(', ');
  return command
    .option('--sort <column>', t('cli.option.sort', { columns }), oneOf('--sort', sorts))
    .option('--descending', t('cli.option.descending'));
}

/** As the endpoint takes it. */
export function orderOf<Sort extends string>({ sort, descending }: TableOptions<Sort>) {
  return { sort, direction: descending === true ? 'descending' : 'ascending' } as const;
}

interface Part<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
  readonly revision: string;
}

/** How often a table is begun anew that changes while it is read. */
const MAX_ATTEMPTS = 3;

/** All rows, up to a number of them. A table that goes on changing may show a row twice, or miss one. */
export async function readTable<Row>(
  read: (offset: number, limit: number) => Promise<Part<Row>>,
  most: number = Number.POSITIVE_INFINITY,
): Promise<Row[]> {
  for (let attempt = 1; ; attempt += 1) {
    const rows: Row[] = [];
    let first: string | undefined;
    let hasChanged = false;
    for (;;) {
      const part = await read(rows.length, Math.min(MAX_ROWS, most - rows.length));
      first ??= part.revision;
      hasChanged ||= part.revision !== first;
      rows.push(...part.rows);
      if (part.rows.length === 0 || rows.length >= Math.min(part.total, most)) break;
    }
    if (!hasChanged || attempt === MAX_ATTEMPTS) return rows;
  }
}
