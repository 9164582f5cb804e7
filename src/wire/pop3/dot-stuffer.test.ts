import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DotStuffer } from './dot-stuffer.ts';
import { TopFilter } from './top-filter.ts';

function stuff(chunks: readonly string[], top: TopFilter | null = null): string {
  const stuffer = new DotStuffer();
  let sent = '';
  for (const chunk of chunks) {
    const bytes = Buffer.from(chunk, 'latin1');
    for (const piece of stuffer.stuff(top?.take(bytes) ?? bytes)) sent += Buffer.from(piece).toString('latin1');
  }
  return sent + Buffer.from(stuffer.end()).toString('latin1');
}

describe('DotStuffer', () => {
  test.each([
    ['', ''],
    ['a\r\n', 'a\r\n'],
    ['a', 'a\r\n'],
    ['.', '..\r\n'],
    ['.\r\n', '..\r\n'],
    ['a\r\n.\r\nb', 'a\r\n..\r\nb\r\n'],
    ['..a\r\n.b\r\n', '...a\r\n..b\r\n'],
    ['a\n.\n', 'a\n..\n'],
    ['a.\r\n', 'a.\r\n'],
    ['a\r.\r\n', 'a\r.\r\n'],
  ])('%j becomes %j, however it is divided', (message, expected) => {
    expect(stuff([message])).toBe(expected);
    expect(stuff([...message])).toBe(expected);
  });

  test('a client that undoes it gets the message, and never an end within it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', '.', '\r\n', '\n', '\r') })), (chunks) => {
        const sent = stuff(chunks);
        const whole = chunks.join('');
        expect(sent.split(/\r?\n/)).not.toContain('.');
        expect(sent.replace(/(^|\n)\./g, '$1')).toBe(whole === '' || whole.endsWith('\n') ? whole : `${whole}\r\n`);
      }),
      { seed: 1939, numRuns: 1000 },
    );
  });
});

describe('TopFilter', () => {
  const message = 'Subject: x\r\nTo: y\r\n\r\none\r\ntwo\r\nthree';

  test.each([
    [message, 0, 'Subject: x\r\nTo: y\r\n\r\n'],
    [message, 1, 'Subject: x\r\nTo: y\r\n\r\none\r\n'],
    [message, 3, `${message}\r\n`],
    [message, 9_999_999_999, `${message}\r\n`],
    ['A: b\n\n1\n2\n', 1, 'A: b\n\n1\n'],
    ['\r\n1\r\n2\r\n', 1, '\r\n1\r\n'],
    ['A: b\r\n', 5, 'A: b\r\n'],
    ['', 5, ''],
  ])('%j, %d lines', (whole, lines, expected) => {
    expect(stuff([whole], new TopFilter(lines))).toBe(expected);
    expect(stuff([...whole], new TopFilter(lines))).toBe(expected);
  });
});
