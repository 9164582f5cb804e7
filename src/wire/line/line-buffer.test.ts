import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFailure } from '../../base/failure.ts';
import { LineBuffer } from './line-buffer.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const text = (line: Uint8Array | null) => (line === null ? null : Buffer.from(line).toString('latin1'));

function allLines(buffer: LineBuffer, maxBytes = 1000): (string | null)[] {
  const lines: (string | null)[] = [];
  for (let line = buffer.takeLine(maxBytes); line !== null; line = buffer.takeLine(maxBytes)) lines.push(text(line));
  return lines;
}

describe('LineBuffer', () => {
  test('lines end at LF, whatever stands before it', () => {
    const buffer = new LineBuffer();
    buffer.push(bytes('a\r\nb\n\n\rc\r\r\nrest'));
    expect(allLines(buffer)).toEqual(['a\r\n', 'b\n', '\n', '\rc\r\r\n']);
    expect(text(buffer.take(100))).toBe('rest');
    expect(buffer.length).toBe(0);
  });

  test('any division into chunks gives the same lines', () => {
    const pieces = fc.array(
      fc.string({ unit: fc.constantFrom('a', '\r', '\n', '\0', '\xff'), minLength: 1, maxLength: 9 }),
    );
    fc.assert(
      fc.property(pieces, (chunks) => {
        const whole = chunks.join('');
        const expected = whole.match(/[^\n]*\n/g) ?? [];
        const buffer = new LineBuffer();
        const lines: (string | null)[] = [];
        for (const chunk of chunks) {
          buffer.push(bytes(chunk));
          lines.push(...allLines(buffer));
        }
        expect(lines).toEqual(expected);
        expect(text(buffer.take(1000))).toBe(whole.slice(expected.join('').length));
      }),
      { seed: 5321 },
    );
  });

  test('taking, skipping, putting back and reading lines may be mixed', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('push' as const), text: fc.string({ unit: fc.constantFrom('x', '\n') }) }),
      fc.record({ kind: fc.constant('unshift' as const), text: fc.string({ unit: fc.constantFrom('y', '\n') }) }),
      fc.record({ kind: fc.constant('line' as const) }),
      fc.record({ kind: fc.constant('skip' as const) }),
      fc.record({ kind: fc.constant('take' as const), count: fc.nat(5) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const buffer = new LineBuffer();
        let model = '';
        for (const action of steps) {
          const end = model.indexOf('\n') + 1;
          if (action.kind === 'push') {
            buffer.push(bytes(action.text));
            model += action.text;
          } else if (action.kind === 'unshift') {
            buffer.unshift(bytes(action.text));
            model = action.text + model;
          } else if (action.kind === 'line') {
            expect(text(buffer.takeLine(10_000))).toBe(end === 0 ? null : model.slice(0, end));
            model = model.slice(end);
          } else if (action.kind === 'skip') {
            const bytesSkipped = end === 0 ? model.length : end;
            expect(buffer.skipLine()).toEqual({ bytes: bytesSkipped, isComplete: end !== 0 });
            model = model.slice(bytesSkipped);
          } else {
            expect(text(buffer.take(action.count))).toBe(model.slice(0, action.count));
            model = model.slice(action.count);
          }
          expect(buffer.length).toBe(model.length);
        }
      }),
      { seed: 2920, numRuns: 500 },
    );
  });

  test.each([
    ['a line that fits exactly', 'abc\r\n', 5, 'abc\r\n'],
    ['a line that may still fit', 'abcd', 5, null],
  ])('%s', (_, input, maxBytes, expected) => {
    const buffer = new LineBuffer();
    buffer.push(bytes(input));
    expect(text(buffer.takeLine(maxBytes))).toBe(expected);
  });

  test.each([
    ['complete', 'abcd\r\nnext\n'],
    ['without an end in sight', 'abcde'],
  ])('a line too long, %s, is refused and stays', (_, input) => {
    const buffer = new LineBuffer();
    buffer.push(bytes(input));
    expect(() => buffer.takeLine(5)).toThrow(expect.objectContaining({ code: 'too-large' }));
    expect(() => buffer.takeLine(5)).toThrow();
    expect(buffer.length).toBe(input.length);
    buffer.push(bytes('x\n'));
    buffer.skipLine();
    expect(isFailure(tryTake(buffer))).toBe(false);
  });

  test('what was handed out does not change later', () => {
    const buffer = new LineBuffer();
    buffer.push(bytes('ab'));
    buffer.push(bytes('c\nde'));
    const line = buffer.takeLine(100);
    for (let i = 0; i < 1000; i += 1) buffer.push(bytes('zz'));
    expect(text(line)).toBe('abc\n');
  });

  test('single bytes cost linear time', () => {
    const buffer = new LineBuffer();
    const byte = bytes('a');
    const total = 2_000_000;
    // Quadratic work would be 10^12 steps: the test would not end.
    for (let i = 0; i < total; i += 1) {
      buffer.push(byte);
      if (buffer.takeLine(total + 2) !== null) throw new Error('a line without an end');
    }
    buffer.push(bytes('\n'));
    expect(buffer.takeLine(total + 2)?.length).toBe(total + 1);
  });
});

function tryTake(buffer: LineBuffer): unknown {
  try {
    return buffer.takeLine(5);
  } catch (error) {
    return error;
  }
}
