import { expect, test } from 'vitest';
import { lastSegment, toSegment } from './path-segment.ts';

test.each(['alice', 'Board & staff / 100%@example.org', 'é́.ß', '%41', '..', '?a=b#c'])('%s comes back', (name) => {
  expect(lastSegment(`/msg/server/users/${toSegment(name)}`)).toBe(name);
});

test('what nobody has encoded is taken as it is', () => {
  expect(lastSegment('/msg/server/groups/100%')).toBe('100%');
});
