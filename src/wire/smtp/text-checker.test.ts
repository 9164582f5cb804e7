import { expect, test } from 'vitest';
import { TextChecker } from './text-checker.ts';

test.each([
  ['a\r\nb\r\n', null],
  ['no end', null],
  ['', null],
  ['.\r\n', null],
  ['a\nb', 'bare-lf'],
  ['\n', 'bare-lf'],
  ['a\rb', 'bare-cr'],
  ['a\r', 'bare-cr'],
  ['a\r\r\n', 'bare-cr'],
  ['a\0b\r\n', 'nul'],
  ['\r\0\n', 'bare-cr'],
  [`${'x'.repeat(19)}\r\n`, null],
  [`${'x'.repeat(20)}\r\n`, 'line-too-long'],
  ['x'.repeat(21), 'line-too-long'],
])('%j: %s', (text, fault) => {
  const bytes = Buffer.from(text, 'latin1');
  for (const chunkBytes of [1, 2, 3, Math.max(1, bytes.length)]) {
    const checker = new TextChecker(20);
    for (let at = 0; at < bytes.length; at += chunkBytes) checker.push(bytes.subarray(at, at + chunkBytes));
    checker.finish();
    expect(checker.fault).toBe(fault);
  }
});
