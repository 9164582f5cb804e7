import { expect, test } from 'vitest';
import { differingParts } from './differing-parts.ts';

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
