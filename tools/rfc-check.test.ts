import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { citations, findCitations, registerProblems } from './rfc-check.ts';
import { findSections } from './rfc-sections.ts';

const HEADINGS = 'number\ttitle\tstatus\tmodule\ttest';

test.each([
  ['RFC 9051 section 6.3.4', ['6.3.4']],
  ['RFC 9051, section 6.3.4.', ['6.3.4']],
  ['RFC 3501 sections 6.4.4, 6.4.5 and 7.2', ['6.4.4', '6.4.5', '7.2']],
  ['RFC 5322 appendix A.6.1', ['A.6.1']],
  ['/** RFC 9051\n * section 6.3.4 */', ['6.3.4']],
  ['// RFC 9051 section\n// 6.3.4', ['6.3.4']],
  ['RFC 2033', []],
  ['RFC 5321 section 4.5.3.1 and 100 recipients', ['4.5.3.1']],
])('reads %j', (text, sections) => {
  expect(findCitations(text).map((citation) => citation.sections)).toEqual([sections]);
});

test('finds sections at the margin, in tables of contents and in appendices, and no numbered lists', () => {
  const text = `
   1.  Introduction . . . . . . . . 3
1.  Introduction
   1.  First point of a list.
   9.  Ninth point of a list.
4.1.2. The DATA command
   5.3.5  An indented heading
Appendix B.  Changes
A.1.  Examples`;
  expect(findSections(text)).toEqual(['1', '4', '4.1', '4.1.2', '5', '5.3', '5.3.5', 'A', 'A.1', 'B']);
});

test('names each wrong citation with its place', async () => {
  const root = await mkdtemp(join(tmpdir(), 'rfc-'));
  await mkdir(join(root, 'docs/rfc'), { recursive: true });
  await mkdir(join(root, 'src'));
  await writeFile(join(root, 'docs/rfc/sections.tsv'), 'number\tsections\n9051\t6 6.3 6.3.4\n');
  await writeFile(
    join(root, 'docs/rfc/index.tsv'),
    `${HEADINGS}\n9051\tIMAP4rev2\tplanned\t-\t-\n9422\tLIMITS\tplanned\t-\t-\n`,
  );
  await writeFile(
    join(root, 'src/a.ts'),
    '// RFC 9051 section 6.3.4\n// RFC 9051 section 6.3.99\n// RFC 1000 section 1\n// RFC 9422 section 3\n// RFC 9422\n',
  );
  expect((await citations.run(root)).problems).toEqual([
    'src/a.ts:2: RFC 9051 has no section 6.3.99',
    'src/a.ts:3: RFC 1000 has no row in docs/rfc/index.tsv',
    'src/a.ts:4: the sections of RFC 9422 are not known: cite it as a whole',
  ]);
  await rm(root, { recursive: true });
});

test.each([
  ['an unknown status', '1\tA\tmaybe\t-\t-', 'status "maybe"'],
  ['"yes" without a proof', '1\tA\tyes\tsrc/a.ts\t-', 'yes needs a module and a test'],
  ['a missing column', '1\tA\tno', 'not 5 columns'],
  ['a row twice', '1\tA\tno\t-\t-\n1\tA\tno\t-\t-', 'not in order of numbers, or twice'],
])('refuses %s in the register', (_what, rows, problem) => {
  expect(registerProblems(`${HEADINGS}\n${rows}\n`).join()).toContain(problem);
});
