import { expect, test } from 'vitest';
import { parseCsv } from '../../../src/formats/archive/csv.ts';
import { formatCsv } from './csv.ts';

test('what is written is read again, also quotes and line ends', () => {
  const rows = [
    ['userId', 'a "b", c'],
    ['', 'two\r\nlines'],
  ];
  expect(parseCsv(formatCsv(rows)).map(({ fields }) => fields)).toEqual(rows);
});
