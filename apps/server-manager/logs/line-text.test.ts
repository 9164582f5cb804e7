import { expect, test } from 'vitest';
import { lineText } from './line-text.ts';

const AT = '2026-11-23T13:05:00.123Z';

test('as the command line writes it', () => {
  const fields = { service: 'smtp', client: 'a "b" c' };
  expect(lineText({ number: 1, at: AT, level: 'warn', message: 'refused', fields })).toBe(
    `${AT} WARN  refused service=smtp client="a \\"b\\" c"`,
  );
  expect(lineText({ number: 2, at: AT, level: 'error', message: 'gone', fields: {} })).toBe(`${AT} ERROR gone`);
});
