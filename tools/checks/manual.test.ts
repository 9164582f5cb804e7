import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { manualPages } from '../manual/manual-pages.ts';
import { bold, item, line, page, plain } from '../manual/roff.ts';
import { REFERENCE_FILE } from '../manual.ts';
import { ROOT } from '../support/root.ts';
import { manualProblems } from './manual.ts';

const pages = await manualPages(readFileSync(join(ROOT, REFERENCE_FILE), 'utf8'));

test('a page that is old, missing or about nothing is found', () => {
  const wanted = new Map([
    ['a.8', 'A'],
    ['b.8', 'B'],
    ['c.8', 'C'],
  ]);
  expect(manualProblems(wanted, wanted)).toEqual([]);
  expect(
    manualProblems(
      wanted,
      new Map([
        ['a.8', 'A'],
        ['b.8', 'old'],
        ['d.8', 'D'],
      ]),
    ),
  ).toEqual([
    'docs/man/d.8: nothing has this page',
    expect.stringMatching(/^docs\/man\/b\.8 is old: run /),
    expect.stringMatching(/^docs\/man\/c\.8 is missing: run /),
  ]);
});

describe('roff', () => {
  test('nothing of a text is taken for a macro or an escape', () => {
    expect(line(plain('.example.org is \\ a'))).toBe('\\&.example.org is \\e a\n');
    expect(line(plain("'quoted'"))).toBe("\\&'quoted'\n");
    expect(item(bold('--a-b'), plain('“x”'))).toBe('.TP\n\\fB\\-\\-a\\-b\\fR\n\\(lqx\\(rq\n');
    expect(() => plain('日')).toThrow(/no form/);
  });

  test('a page begins with its title and name', () => {
    expect(page({ name: 'a-b', section: 5, summary: 'what it is' })).toBe(
      '.TH A-B 5 "" Mailroom "Mailroom manual"\n.SH NAME\na\\-b \\- what it is\n',
    );
  });
});

test('there is a page for the program, each noun, each legacy name and each kind of file', () => {
  const names = [...pages.keys()];
  for (const name of ['mailroom.8', 'mailroom-user.8', 'mailq.8', 'msgusermigrate.8'])
    expect(names).toContain(`man8/${name}`);
  for (const name of ['mailroom-users.5', 'mailroom-config.5', 'mailroom-routes.5'])
    expect(names).toContain(`man5/${name}`);
});

test.skipIf(!existsSync('/usr/bin/groff'))('groff has nothing to say against any page (where it is installed)', () => {
  for (const [name, text] of pages) {
    const { stderr, status } = spawnSync('groff', ['-man', '-ww', '-z', '-Tutf8'], { input: text, encoding: 'utf8' });
    expect({ stderr, status }, name).toEqual({ stderr: '', status: 0 });
  }
});
