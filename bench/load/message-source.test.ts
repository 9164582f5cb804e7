import { expect, test } from 'vitest';
import { MessageSource } from './message-source.ts';

test.each([300, 4096, 65_536])(
  'messages of %i bytes have about that size, and no line that SMTP would change',
  (size) => {
    const source = new MessageSource('load', size);
    const text = source.message(7, 'user1@example.test').toString('latin1');
    expect(Math.abs(text.length - size)).toBeLessThan(100);
    expect(text).toMatch(/\r\n$/);
    expect(text).not.toMatch(/\r\n\.|[^\r]\n|\r[^\n]/);
    expect(text).toContain('From: Sender 7 <sender7@example.org>');
  },
);

test('two messages of a source differ, two sources of the same kind do not', () => {
  const [one, other] = [new MessageSource('load', 4096), new MessageSource('load', 4096)];
  expect(one.message(1, 'a@example.test').equals(other.message(1, 'a@example.test'))).toBe(true);
  expect(one.message(1, 'a@example.test').equals(one.message(17, 'a@example.test'))).toBe(false);
});
