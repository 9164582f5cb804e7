import { expect, test } from 'vitest';
import { destinationText, hostText } from './route-text.ts';

test('a port can be told from an address', () => {
  expect(hostText({ host: 'smtp.example.com', port: 587 })).toBe('smtp.example.com:587');
  expect(hostText({ host: '2001:db8::25', port: 25 })).toBe('[2001:db8::25]:25');
});

test.each([
  ['*', 'server.routes.everything-else {}'],
  ['.example.org', 'server.routes.all-below {"domain":"example.org"}'],
  ['example.org', 'example.org'],
])('%s', (pattern, text) => {
  expect(destinationText((key, values = {}) => `${key} ${JSON.stringify(values)}`, pattern)).toBe(text);
});
