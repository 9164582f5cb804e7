import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCsv } from './csv.ts';
import { formatCsv } from './format-csv.ts';

test('quotes only what has to be', () => {
  expect(formatCsv([['a', 'b c', 'd,e', 'f"g', 'h\r\ni', '']])).toBe('a,b c,"d,e","f""g","h\r\ni",\r\n');
});

test('what is written is read again', () => {
  const field = fc.string({ unit: fc.constantFrom('a', 'ä', ',', ';', '"', '\r', '\n', ' '), maxLength: 8 });
  const row = fc.tuple(field, field, field);
  fc.assert(
    fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
      const table = [['one', 'two', 'three'], ...rows];
      expect(parseCsv(formatCsv(table)).map(({ fields }) => fields)).toEqual(table);
    }),
    { seed: 20, numRuns: 500 },
  );
});
