/** Makes docs/rfc/sections.tsv from a folder of RFC texts (rfcNNNN.txt): node bin/run tools/rfc-sections.ts FOLDER */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './support/root.ts';

export async function main([folder]: readonly string[]): Promise<number> {
  if (folder === undefined) {
    console.error('usage: node bin/run tools/rfc-sections.ts FOLDER');
    return 64;
  }
  const rows: [number: number, sections: string][] = [];
  for (const file of await readdir(folder)) {
    const number = /^rfc(\d+)\.txt$/.exec(file)?.[1];
    if (number === undefined) continue;
    rows.push([Number(number), findSections(await readFile(join(folder, file), 'latin1')).join(' ')]);
  }
  rows.sort(([a], [b]) => a - b);
  const table = ['number\tsections', ...rows.map((row) => row.join('\t'))].join('\n');
  await writeFile(join(ROOT, 'docs/rfc/sections.tsv'), `${table}\n`);
  console.log(`docs/rfc/sections.tsv: ${rows.length} RFCs`);
  return 0;
}

const HEADING = /^( {0,8})(?:(?:Appendix|APPENDIX) )?((?:\d{1,2}|[A-Z])(?:\.\d{1,3})*)(\.|:| -|)(?: +\S.*)?$/;

/** Headings stand at the margin. In old texts they are indented, where numbered lists are, too: one number is not enough there. */
export function findSections(text: string): string[] {
  const sections = new Set<string>();
  for (const line of text.split(/\r?\n/)) {
    const match = HEADING.exec(line.replace(/^\f/, ''));
    if (!match) continue;
    const [, indent = '', number = '', mark = ''] = match;
    const isTop = !number.includes('.');
    const isLetter = /^[A-Z]/.test(number);
    if (isTop && isLetter && !/Appendix|APPENDIX/.test(line) && !(indent === '' && mark === '.')) continue;
    if (isTop && !isLetter && indent !== '' && !/(\. ?){3}|\s{3,}\d+$/.test(line)) continue;
    if (isTop && !isLetter && mark === '' && indent === '' && !/^\d+ +[A-Z]/.test(line)) continue;
    sections.add(number);
    for (let parent = number; parent.includes('.'); ) sections.add((parent = parent.slice(0, parent.lastIndexOf('.'))));
  }
  return [...sections].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
