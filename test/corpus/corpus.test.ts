/**
 * The corpus of odd messages and of the examples in the MIME RFCs, against golden files (update: `vitest -u`, then read
 * each change against the RFC), and independent of how the octets arrive.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestMessage } from '../../src/formats/mime/digest.ts';
import { createMimeIndexer, indexMessage } from '../../src/formats/mime/mime-indexer.ts';
import type { MimeIndex, MimePart } from '../../src/formats/mime/mime-part.ts';
import { parseEnvelope } from '../../src/formats/mime/parse-envelope.ts';
import { decodeParts } from '../../src/formats/mime/parts-codec.ts';
import { GOLDEN_FOLDER, readCorpus } from './corpus.ts';
import { describeMessage } from './describe-message.ts';

const corpus = readCorpus();

function indexInChunks(message: Buffer, sizes: readonly number[]): MimeIndex {
  const indexer = createMimeIndexer();
  // One buffer for all chunks, overwritten each time: whoever keeps a view of it is found out.
  const chunk = Buffer.alloc(Math.max(1, ...sizes));
  for (let at = 0, turn = 0; at < message.length; turn++) {
    const size = message.copy(chunk, 0, at, at + Math.max(1, sizes[turn % sizes.length]));
    indexer.write(chunk.subarray(0, size));
    at += size;
  }
  return indexer.finish();
}

test('every message has its golden file, and no golden file is left over', () => {
  const golden = readdirSync(GOLDEN_FOLDER).sort();
  expect(golden).toEqual(corpus.map(({ name }) => `${name}.txt`));
  expect(corpus.length).toBeGreaterThan(60);
});

describe.each(corpus)('$name', ({ name, bytes }) => {
  test('equals its golden file', async () => {
    await expect(describeMessage(bytes, indexMessage(bytes))).toMatchFileSnapshot(join(GOLDEN_FOLDER, `${name}.txt`));
  });

  test('is the same in chunks of 1, 3 and 17 octets and of random sizes', () => {
    const whole = indexMessage(bytes);
    for (const size of [1, 3, 17]) expect(indexInChunks(bytes, [size])).toEqual(whole);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 }), (sizes) => {
        expect(indexInChunks(bytes, sizes)).toEqual(whole);
      }),
      { seed: 2045, numRuns: 10 },
    );
  });

  test('has parts within their parents, in order, and counts their lines', () => {
    checkPart(bytes, indexMessage(bytes).root);
  });

  test('is stored and read back', () => {
    const index = indexMessage(bytes);
    const digest = digestMessage(index);
    expect(decodeParts(digest.parts)).toEqual(index.root);
    expect(() => parseEnvelope(digest.envelope)).not.toThrow();
    expect(digest.envelope).not.toContain('\0');
  });
});

function checkPart(message: Buffer, part: MimePart): void {
  expect(part.headerStart).toBeLessThanOrEqual(part.bodyStart);
  expect(part.bodyStart).toBeLessThanOrEqual(part.bodyEnd);
  const body = message.toString('latin1', part.bodyStart, part.bodyEnd);
  expect(part.lines).toBe(body.split('\n').length - 1);
  let previousEnd = part.bodyStart;
  for (const child of part.children) {
    expect(child.headerStart).toBeGreaterThanOrEqual(previousEnd);
    expect(child.bodyEnd).toBeLessThanOrEqual(part.bodyEnd);
    previousEnd = child.bodyEnd;
    checkPart(message, child);
  }
}

/** Fragments that make structure, so that random messages have some. */
const FRAGMENTS = [
  '--b',
  '--b--',
  '--c',
  '--c--',
  '\r\n',
  '\n',
  '\r\n\r\n',
  '\r',
  'Content-Type: multipart/mixed; boundary=b',
  'Content-Type: multipart/digest; boundary="c"',
  'Content-Type: message/rfc822',
  'Content-Type: text/html; charset=iso-2022-jp',
  "Content-Disposition: attachment; filename*0*=utf-8''%C3; filename*1*=%A4",
  'Content-Transfer-Encoding: base64',
  'Subject: =?utf-8?q?a?= =?',
  'From: a@b (c, "d <e:f;',
  ' ',
  '-',
  'text',
  '\0',
  '\xff',
];

test('random messages: no chunking matters, no part is out of place, nothing throws', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 60 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }),
      (fragments, sizes) => {
        const message = Buffer.from(fragments.join(''), 'latin1');
        const index = indexMessage(message);
        expect(indexInChunks(message, sizes)).toEqual(index);
        checkPart(message, index.root);
        const digest = digestMessage(index);
        expect(decodeParts(digest.parts)).toEqual(index.root);
        parseEnvelope(digest.envelope);
        describeMessage(message, index);
      },
    ),
    { seed: 2046, numRuns: 1500 },
  );
});
