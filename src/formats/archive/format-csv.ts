/** Comma-separated values: RFC 4180. What is written here is read by `parseCsv`. */

/** Lines end with CRLF, as the RFC has it. */
export function formatCsv(rows: Iterable<readonly string[]>): string {
  let text = '';
  for (const row of rows) text += `${row.map(quoteField).join(',')}\r\n`;
  return text;
}

function quoteField(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
