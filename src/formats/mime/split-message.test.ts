import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFailure } from '../../base/failure.ts';
import { fieldNameOf, MAX_HEADER_SECTION_BYTES, splitFields, splitMessage } from './split-message.ts';

async function* inChunks(text: string, chunkBytes: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

async function split(text: string, chunkBytes = 1000) {
  const { header, separator, body } = await splitMessage(inChunks(text, chunkBytes));
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return [header.toString('latin1'), separator.toString('latin1'), Buffer.concat(chunks).toString('latin1')];
}

describe('splitMessage', () => {
  const messages: readonly (readonly [what: string, parts: readonly [string, string, string]])[] = [
    ['header and body', ['A: 1\r\nB: 2\r\n', '\r\n', 'body\r\n\r\nmore\r\n']],
    ['folded fields', ['A: 1\r\n\t2\r\n', '\r\n', 'body\r\n']],
    ['a line of blanks is no end', ['A: 1\r\n \r\nB: 2\r\n', '\r\n', 'body\r\n']],
    ['LF alone', ['A: 1\nB: 2\n', '\n', 'body\n']],
    ['CR within a line', ['A: 1\r\rB\r\n', '\r\n', 'body']],
    ['no header', ['', '\r\n', 'body\r\n']],
    ['no body', ['A: 1\r\n', '\r\n', '']],
    ['no empty line', ['A: 1\r\nB: 2\r\n', '', '']],
    ['no line end', ['A: 1', '', '']],
    ['nothing', ['', '', '']],
  ];
  test.each(messages)('%s, in whole and in single octets', async (_, parts) => {
    for (const chunkBytes of [1, 3, 1000]) expect(await split(parts.join(''), chunkBytes)).toEqual(parts);
  });

  test('any octets come out as they went in', async () => {
    const text = fc.array(fc.constantFrom('\r', '\n', '\r\n', 'A:', ' ', 'x', '\xff', '\0')).map((all) => all.join(''));
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 5 }), async (message, chunkBytes) => {
        const parts = await split(message, chunkBytes);
        expect(parts.join('')).toBe(message);
        expect(splitFields(parts[0] ?? '').join('')).toBe(parts[0]);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  test('refuses a header section without end, and lets the source go', async () => {
    let isReturned = false;
    async function* endless() {
      try {
        for (;;) yield Buffer.from('A: 1\r\n'.repeat(1000));
      } finally {
        isReturned = true;
      }
    }
    await expect(splitMessage(endless())).rejects.toSatisfy((error) => isFailure(error, 'too-large'));
    expect(isReturned).toBe(true);
  });

  test('a large body in the first chunk is no large header', async () => {
    const body = 'x'.repeat(2 * MAX_HEADER_SECTION_BYTES);
    const [header] = await split(`A: 1\r\n\r\n${body}`, 3 * MAX_HEADER_SECTION_BYTES);
    expect(header).toBe('A: 1\r\n');
  });

  test('who stops reading the body lets the source go', async () => {
    let isReturned = false;
    async function* source() {
      try {
        yield Buffer.from('A: 1\r\n\r\nbody');
        yield Buffer.from('more');
      } finally {
        isReturned = true;
      }
    }
    const { body } = await splitMessage(source());
    for await (const _ of body) break;
    expect(isReturned).toBe(true);
  });
});

test.each([
  ['Subject: x\r\n', 'subject'],
  ['Subject : x\r\n', 'subject'],
  ['no field\r\n', ''],
  [' folded: x\r\n', ''],
  [': x\r\n', ''],
])('the name of %j is %j', (field, name) => expect(fieldNameOf(field)).toBe(name));
