import { expect, test } from 'vitest';
import { renderReport } from './report.ts';
import { OTHER_WORK, type Results } from './results.ts';

const RESULTS: Results = {
  startedAt: '2026-03-02T10:00:00.000Z',
  quick: true,
  rounds: 3,
  machine: {
    cores: 2,
    cpuModel: 'Some CPU',
    memoryBytes: 8 * 2 ** 30,
    kernel: '6.1',
    fdatasyncMs: 0.2,
    node: 'v24',
    commit: 'abc',
  },
  versions: { mailroom: 'Mailroom 1', cyrus: 'Postfix, Cyrus' },
  rows: [
    {
      scenario: 'imap',
      metric: { id: 'a', title: 'APPEND', unit: '1/s', better: 'higher', reach: { of: 'best', factor: 5 } },
      values: { mailroom: 4000.4, cyrus: 1000 },
    },
    {
      scenario: 'imap',
      metric: { id: OTHER_WORK, title: 'others', unit: '%', better: 'lower', isCircumstance: true },
      values: { mailroom: 3, cyrus: 40 },
    },
  ],
  leftOut: ['dovecot: not root'],
};

test('a report names machine, versions, what was left out, and sets each figure against what was asked for', () => {
  const lines = renderReport(RESULTS).split('\n');
  expect(lines).toContain('- 2 × Some CPU, 8.0 GiB, Linux 6.1');
  expect(lines).toContain('- median of 3 rounds, everything on loopback');
  expect(lines).toContain('- cyrus: Postfix, Cyrus');
  expect(lines).toContain('- left out: dovecot: not root');
  expect(lines.filter((line) => line.includes('**noisy**: other work took up to 40 %'))).toHaveLength(1);
  expect(lines.at(-2)).toMatch(/\| +\| +\| +\|$/);
  const cells = lines
    .at(-3)
    ?.split('|')
    .map((cell) => cell.trim());
  expect(cells?.slice(1, -1)).toEqual(['APPEND', '1/s', '4,000', '1,000', '4 ×', '≥ 5 × best', '**no**']);
});
