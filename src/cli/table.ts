/** Tables for a terminal: columns as wide as their widest cell, two spaces between. */
import { printable } from '../base/printable.ts';

/** @param columns their titles; none for a table without. */
export function formatTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = (columns.length === 0 ? rows : [columns, ...rows]).map((line) => line.map(printable));
  const [first = []] = lines;
  const widths = first.map((_, index) => Math.max(...lines.map((line) => width(line[index] ?? ''))));
  return lines
    .map(
      (line) =>
        `${line.map((cell, index) => pad(cell, index === line.length - 1 ? 0 : (widths[index] ?? 0))).join('  ')}\n`,
    )
    .join('');
}

function pad(text: string, to: number): string {
  return text + ' '.repeat(Math.max(0, to - width(text)));
}

/** Cells of the terminal: combining marks take none, East Asian wide characters take two. */
function width(text: string): number {
  let cells = 0;
  for (const character of text) {
    if (/\p{Mark}/u.test(character)) continue;
    cells += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
      character,
    )
      ? 2
      : 1;
  }
  return cells;
}
