import { expect, test } from 'vitest';
import { zoneLine } from './zone-line.ts';

test('texts are cut into strings of 255 octets, and say nothing that a zone file would read otherwise', () => {
  const line = (value: string) => zoneLine({ name: 'x.example.org', type: 'TXT', value });
  expect(line('v=spf1 mx -all')).toBe('x.example.org. IN TXT "v=spf1 mx -all"');
  expect(line('a'.repeat(256))).toBe(`x.example.org. IN TXT "${'a'.repeat(255)}" "a"`);
  expect(line('')).toBe('x.example.org. IN TXT ""');
  expect(line('say "\\é"\n')).toBe('x.example.org. IN TXT "say \\"\\\\\\195\\169\\"\\010"');
  expect(zoneLine({ name: 'example.org', type: 'MX', value: '10 mail.example.org.' })).toBe(
    'example.org. IN MX 10 mail.example.org.',
  );
});
