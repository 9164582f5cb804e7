import { expect, test } from 'vitest';
import { differingParts, zoneLine } from './zone-file.ts';

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

test.each([
  ['v=DKIM1; k=rsa; p=AAAA', ['v=DKIM1;k=rsa;p=BBBB'], ['p']],
  ['v=DMARC1; p=reject; rua=mailto:a@example.org', ['v=DMARC1; p=none'], ['p', 'rua']],
  ['v=spf1 mx -all', ['verification=1', 'v=spf1 mx include:example.com ~all'], ['-all', 'include:example.com', '~all']],
  ['v=spf1 mx -all', ['verification=1'], []],
])('%s beside %j: %j', (value, found, parts) => {
  expect(differingParts({ type: 'TXT', value, found })).toEqual(parts);
});

test('what has no parts has none that differ', () => {
  expect(differingParts({ type: 'MX', value: '10 mail.example.org.', found: ['20 mail.example.org.'] })).toEqual([]);
});
