import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DataDecoder, type TextFault } from './data-decoder.ts';

interface Decoded {
  readonly content: string;
  readonly rest: string;
  readonly isComplete: boolean;
  readonly fault: TextFault | null;
}

function decode(wire: string, chunkBytes = wire.length): Decoded {
  const decoder = new DataDecoder();
  const bytes = Buffer.from(wire, 'latin1');
  const content: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length && !decoder.isComplete) {
    const chunk = bytes.subarray(at, at + chunkBytes);
    content.push(decoder.push(chunk));
    at += decoder.consumed;
  }
  return {
    content: Buffer.concat(content).toString('latin1'),
    rest: bytes.subarray(at).toString('latin1'),
    isComplete: decoder.isComplete,
    fault: decoder.fault,
  };
}

/** What a client does: RFC 5321 section 4.5.2. */
function encode(content: string): string {
  return `${content.replace(/^\./gm, '..')}.\r\n`;
}

describe('DataDecoder', () => {
  test.each([
    ['a line', 'hello\r\n.\r\n', 'hello\r\n'],
    ['nothing', '.\r\n', ''],
    ['an empty line', '\r\n.\r\n', '\r\n'],
    ['a stuffed dot', '..\r\n.\r\n', '.\r\n'],
    ['a dot before text', '.x\r\n.\r\n', 'x\r\n'],
    ['dots within a line', 'a..b.\r\n.\r\n', 'a..b.\r\n'],
    ['many stuffed dots', '..a\r\n..b\r\nc\r\n..\r\n...\r\n.\r\n', '.a\r\n.b\r\nc\r\n.\r\n..\r\n'],
    ['8-bit octets', '\xff\x80\r\n.\r\n', '\xff\x80\r\n'],
  ])('%s', (_name, wire, content) => {
    for (const chunkBytes of [1, 2, 3, 5, wire.length]) {
      expect(decode(`${wire}QUIT\r\n`, chunkBytes)).toEqual({
        content,
        rest: 'QUIT\r\n',
        isComplete: true,
        fault: null,
      });
    }
  });

  // SMTP smuggling: what some servers take for the end of the data. None ends it here, and none gets through.
  test.each([
    ['LF . LF', '\n.\n'],
    ['LF . CRLF', '\n.\r\n'],
    ['CRLF . LF', '\r\n.\n'],
    ['CR . CR', '\r.\r'],
    ['CR . CRLF', '\r.\r\n'],
    ['CRLF . CR', '\r\n.\r'],
    ['CRLF NUL . CRLF', '\r\n\0.\r\n'],
    ['LF .. CRLF', '\n..\r\n'],
    ['LF . CR', '\n.\r'],
    ['CR . LF', '\r.\n'],
    ['CRLF . NUL CRLF', '\r\n.\0\r\n'],
    ['CR CRLF . CRLF', '\r\r\n.\r\r\n'],
    ['CRLF . CR NUL LF', '\r\n.\r\0\n'],
    ['LF LF . LF LF', '\n\n.\n\n'],
  ])('the false end %s', (_name, end) => {
    const wire = `Subject: a\r\n\r\nbody${end}MAIL FROM:<evil@example.org>\r\n.\r\nQUIT\r\n`;
    for (const chunkBytes of [1, 2, 3, 5, wire.length]) {
      const decoded = decode(wire, chunkBytes);
      expect(decoded.isComplete).toBe(true);
      expect(decoded.rest).toBe('QUIT\r\n');
      expect(decoded.fault).toMatch(/^(bare-cr|bare-lf|nul)$/);
    }
  });

  test.each([
    ['longest', 20, null],
    ['too long', 21, 'line-too-long'],
  ])('a line: %s', (_name, length, fault) => {
    const wire = Buffer.from(`${'x'.repeat(length - 1)}\r\n.\r\n`);
    for (const chunkBytes of [1, 7, wire.length]) {
      const decoder = new DataDecoder(20);
      for (let at = 0; at < wire.length; at += chunkBytes) decoder.push(wire.subarray(at, at + chunkBytes));
      expect(decoder.fault).toBe(fault);
      expect(decoder.isComplete).toBe(true);
    }
  });

  test('an endless line is found before its end', () => {
    const decoder = new DataDecoder(100);
    for (let i = 0; i < 3; i++) decoder.push(Buffer.alloc(50, 'x'));
    expect(decoder.fault).toBe('line-too-long');
  });

  test('the chunk stays as it is', () => {
    const chunk = Buffer.from('..a\r\n..b\r\n.\r\n');
    new DataDecoder().push(chunk);
    expect(chunk.toString()).toBe('..a\r\n..b\r\n.\r\n');
  });

  test('what a client encodes comes back, however it is cut', () => {
    const line = fc
      .array(fc.constantFrom('.', 'a', '\xe9', ' ', '\0x'.slice(1)), { maxLength: 6 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.integer({ min: 1, max: 9 }), (lines, chunkBytes) => {
        const content = lines.map((text) => `${text}\r\n`).join('');
        const decoded = decode(`${encode(content)}NEXT`, chunkBytes);
        expect(decoded).toEqual({ content, rest: 'NEXT', isComplete: true, fault: null });
      }),
      { seed: 5321, numRuns: 500 },
    );
  });

  test('hostile octets: chunks make no difference', () => {
    const octet = fc.constantFrom('\r', '\n', '.', 'a', '\0', '\r\n', '\r\n.');
    fc.assert(
      fc.property(fc.array(octet, { maxLength: 30 }), fc.integer({ min: 1, max: 5 }), (octets, chunkBytes) => {
        const wire = octets.join('');
        const whole = decode(wire, Math.max(1, wire.length));
        const cut = decode(wire, chunkBytes);
        expect({ ...cut, content: null }).toEqual({ ...whole, content: null });
        if (whole.fault === null) expect(cut.content).toBe(whole.content);
        // Whatever ends it, it is the one sequence that may.
        const end = `\r\n${wire}`.indexOf('\r\n.\r\n');
        expect(whole.isComplete).toBe(end >= 0);
        if (end >= 0) expect(whole.rest).toBe(wire.slice(end + 3));
      }),
      { seed: 51764, numRuns: 2000 },
    );
  });
});
