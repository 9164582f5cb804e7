/** The table of differences in docs/ldap-differences.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Difference {
  readonly ours: string;
  readonly theirs: string;
  readonly why: string;
}

const DOCUMENT = join(import.meta.dirname, '../../../docs/ldap-differences.md');
const COLUMNS = 4;

/** By the name of the operation. Throws for a row without a reason, and for a name that stands there twice. */
export function readDifferences(): ReadonlyMap<string, Difference> {
  const rows = readFileSync(DOCUMENT, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const table = new Map<string, Difference>();
  for (const row of rows) {
    const cells = row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map(readCell);
    const [operation = '', ours = '', theirs = '', why = ''] = cells;
    if (cells.length !== COLUMNS || why === '' || table.has(operation)) throw new Error(`a row of no use: ${row}`);
    table.set(operation, { ours, theirs, why });
  }
  return table;
}

/** A row for the document, without its reason. */
export function formatRow(operation: string, { ours, theirs }: Omit<Difference, 'why'>): string {
  return `| ${[operation, ours, theirs].map(writeCell).join(' | ')} |  |`;
}

function readCell(cell: string): string {
  return cell
    .trim()
    .replace(/^(`+) ?(.*?) ?\1$/s, '$2')
    .replaceAll('\\|', '|');
}

function writeCell(text: string): string {
  const tick = text.includes('`') ? '``' : '`';
  return `${tick}${text.replaceAll('|', '\\|')}${tick}`;
}
