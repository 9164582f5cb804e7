/** Comma-separated values: RFC 4180. The server's import reads them. */

export const CSV_TYPE = 'text/csv;charset=utf-8';

export function formatCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(quoteField).join(',')}\r\n`).join('');
}

function quoteField(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
