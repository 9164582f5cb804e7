/**
 * Every `RFC 9051 section 6.3.4` in the sources names a section that exists, of an RFC that the register knows.
 *
 * docs/rfc/sections.tsv lists the sections of each RFC (tools/rfc-sections.ts makes it from the texts);
 * docs/rfc/index.tsv is the register: number, title, status, module, proving test.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Check } from './checks/check.ts';
import { projectFiles } from './support/project-files.ts';
import { ROOT } from './support/root.ts';

const STATUSES = ['yes', 'partial', 'planned', 'no'];
const COLUMNS = ['number', 'title', 'status', 'module', 'test'];
/** What stands in a column without a value. */
const NOTHING = '-';

export const citations: Check = {
  name: 'RFC citations',
  async run(root) {
    const [sections, register] = await Promise.all([
      readFile(join(root, 'docs/rfc/sections.tsv'), 'utf8').then(parseSections),
      readFile(join(root, 'docs/rfc/index.tsv'), 'utf8'),
    ]);
    const registered = new Set(rowsOf(register).map(([number]) => number ?? ''));
    const problems = registerProblems(register);
    for (const file of projectFiles(root, ['{src,test}/**/*.ts'])) {
      const text = await readFile(join(root, file), 'utf8');
      for (const citation of findCitations(text)) {
        const problem = citationProblem(citation, sections, registered);
        if (problem) problems.push(`${file}:${citation.line}: ${problem}`);
      }
    }
    return { problems };
  },
};

export async function main(): Promise<number> {
  const { problems } = await citations.run(ROOT);
  for (const problem of problems) console.log(problem);
  return problems.length === 0 ? 0 : 1;
}

export interface Citation {
  readonly rfc: string;
  /** As written: `6.3.4`, `A`, `B.2`. */
  readonly sections: readonly string[];
  readonly line: number;
}

// Between the words of a citation a comment may go on in the next line.
const GAP = String.raw`(?:[ \t]|\r?\n[ \t]*(?:\*|\/\/|#)?)+`;
const SECTION = String.raw`(?:\d+|[A-Z])(?:\.\d+)*\b`;
const ONE = String.raw`(?:[Ss]ection|[Aa]ppendix)${GAP}${SECTION}`;
const SEVERAL = String.raw`(?:[Ss]ections|[Aa]ppendices)${GAP}${SECTION}(?:(?:,|,?${GAP}(?:and|or|to))${GAP}${SECTION})*`;
const CITATION = new RegExp(String.raw`\bRFC${GAP}(\d{3,5})(?:,?${GAP}(${SEVERAL}|${ONE}))?`, 'g');

export function findCitations(text: string): Citation[] {
  return [...text.matchAll(CITATION)].map((match) => ({
    rfc: match[1] ?? '',
    sections: match[2]?.match(new RegExp(`\\b${SECTION}`, 'g')) ?? [],
    line: text.slice(0, match.index).split('\n').length,
  }));
}

function citationProblem(
  { rfc, sections }: Citation,
  known: ReadonlyMap<string, ReadonlySet<string>>,
  registered: ReadonlySet<string>,
): string | undefined {
  if (!registered.has(rfc)) return `RFC ${rfc} has no row in docs/rfc/index.tsv`;
  const existing = known.get(rfc);
  if (sections.length > 0 && !existing) return `the sections of RFC ${rfc} are not known: cite it as a whole`;
  const wrong = sections.find((section) => !existing?.has(section));
  return wrong === undefined ? undefined : `RFC ${rfc} has no section ${wrong}`;
}

/** @param table lines of an RFC number, a tab, and its sections with spaces between. */
export function parseSections(table: string): Map<string, Set<string>> {
  return new Map(rowsOf(table).map(([number = '', sections = '']) => [number, new Set(sections.split(' '))]));
}

export function registerProblems(register: string): string[] {
  const problems: string[] = [];
  let previous = 0;
  if (register.split('\n')[0] !== COLUMNS.join('\t')) problems.push(`the columns are not ${COLUMNS.join(', ')}`);
  for (const row of rowsOf(register)) {
    const [number = '', title = '', status = '', module = NOTHING, proof = NOTHING] = row;
    if (row.length !== COLUMNS.length || title === '') problems.push(`RFC ${number}: not ${COLUMNS.length} columns`);
    if (!STATUSES.includes(status)) problems.push(`RFC ${number}: status "${status}"`);
    if ((status === 'yes' || status === 'partial') && (module === NOTHING || proof === NOTHING))
      problems.push(`RFC ${number}: ${status} needs a module and a test`);
    if (!(Number(number) > previous)) problems.push(`RFC ${number}: not in order of numbers, or twice`);
    previous = Number(number);
  }
  return problems.map((problem) => `docs/rfc/index.tsv: ${problem}`);
}

/** The rows below the line of headings, as columns. */
function rowsOf(table: string): string[][] {
  return table
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}
