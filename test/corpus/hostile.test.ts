/**
 * The parser rows of SECURITY.md section 2, each with the named bound that holds it: header count, parser recursion,
 * MIME bombs, RFC 2231 and RFC 2047 bombs, MIME ambiguity.
 */
import { describe, expect, test } from 'vitest';
import { MAX_ADDRESS_TOKENS } from '../../src/formats/address/address-list.ts';
import { renderBodyStructure } from '../../src/formats/mime/body-structure.ts';
import { type Digest, digestMessage } from '../../src/formats/mime/digest.ts';
import { MAX_ENCODED_WORDS } from '../../src/formats/mime/encoded-words.ts';
import { MAX_MESSAGE_IDS } from '../../src/formats/mime/message-ids.ts';
import { createMimeIndexer } from '../../src/formats/mime/mime-indexer.ts';
import { DEFAULT_MIME_LIMITS, type MimeLimits } from '../../src/formats/mime/mime-limits.ts';
import type { MimeIndex, MimePart } from '../../src/formats/mime/mime-part.ts';
import { parseEnvelope } from '../../src/formats/mime/parse-envelope.ts';
import { decodeParts } from '../../src/formats/mime/parts-codec.ts';
import { nestedMultiparts, repeated, segmentedParameter } from './hostile.ts';

interface Result {
  readonly index: MimeIndex;
  readonly digest: Digest;
  readonly parts: number;
  readonly depth: number;
}

function read(chunks: Iterable<Buffer>, limits: MimeLimits = DEFAULT_MIME_LIMITS): Result {
  const indexer = createMimeIndexer(limits);
  for (const chunk of chunks) indexer.write(chunk);
  const index = indexer.finish();
  const digest = digestMessage(index);
  // Whatever was read can be stored, read back and shown.
  expect(renderBodyStructure(decodeParts(digest.parts), { extended: true })).toBe(
    renderBodyStructure(index.root, { extended: true }),
  );
  parseEnvelope(digest.envelope);
  return { index, digest, ...count(index.root) };
}

function count(part: MimePart): { parts: number; depth: number } {
  let parts = 1;
  let depth = 0;
  for (const child of part.children) {
    const below = count(child);
    parts += below.parts;
    depth = Math.max(depth, below.depth);
  }
  return { parts, depth: depth + 1 };
}

const { depth: MAX_DEPTH, parts: MAX_PARTS, headerLines, headerBytes, headerFieldBytes } = DEFAULT_MIME_LIMITS;

describe('header count', () => {
  test('500,000 address fields: lines beyond the limit are ignored, the body is found', () => {
    const { index, digest } = read(repeated('', 'To: a@b\r\n', 500_000, '\r\nbody\r\n'));
    expect(index.defects).toContain('too-many-header-lines');
    expect(index.header.length).toBe(headerLines * 9);
    expect(parseEnvelope(digest.envelope).to).toHaveLength(headerLines);
    expect(index.root).toMatchObject({ bodyStart: 4_500_002, bodyEnd: 4_500_008, lines: 1 });
  });

  test('one header field of 100 MB is cut', () => {
    const { index, digest } = read(repeated('Subject: ', 'x'.repeat(1_000), 100_000, '\r\nFrom: a@b\r\n\r\nbody'));
    expect(index.defects).toContain('header-field-too-large');
    expect(digest.subject.length).toBe(headerFieldBytes - 'Subject: '.length);
    expect(parseEnvelope(digest.envelope).from).toHaveLength(1);
    expect(digest.preview).toBe('body');
  });

  test('one folded address field of 100 MB is cut by its size, lines and tokens', () => {
    const { index, digest } = read(
      repeated('From: a@b\r\nTo: x@y', ',\r\n a@b', 10_000_000, '\r\nCc: c@d\r\n\r\nbody'),
    );
    expect(index.defects).toContain('too-many-header-lines');
    expect(digest.from).toBe('a@b');
    expect(parseEnvelope(digest.envelope).to.length).toBeLessThanOrEqual(headerLines);
  });

  test('one address field with more tokens than allowed is cut', () => {
    const { digest } = read(repeated('To: ', 'a@b,', 30_000, '\r\n\r\n'));
    expect(digest.defects).toContain('too-many-addresses');
    expect(parseEnvelope(digest.envelope).to).toHaveLength(MAX_ADDRESS_TOKENS / 4);
  });

  test('a header of many large fields is cut', () => {
    const { index } = read(repeated('', `X-Field: ${'x'.repeat(990)}\r\n`, 1_900, '\r\nbody'));
    expect(index.defects).toEqual(['headers-too-large']);
    expect(index.header.length).toBe(headerBytes);
    expect(index.root.bodyEnd - index.root.bodyStart).toBe(4);
  });

  test('the headers of all parts together are bounded', () => {
    const part = `--b\r\nContent-Type: text/html\r\nContent-Description: ${'d'.repeat(10_000)}\r\n\r\n`;
    const { index } = read(repeated('Content-Type: multipart/mixed; boundary=b\r\n\r\n', part, 1_000));
    expect(index.defects).toContain('headers-too-large');
    const described = index.root.children.filter(({ description }) => description !== null);
    expect(described.length).toBeLessThan(DEFAULT_MIME_LIMITS.totalHeaderBytes / 10_000);
  });
});

describe('parser recursion', () => {
  test.each(['(', '<', 'a:', '"', '[', '\\', '()', '<>', 'a:;', '(\\'])(
    '100,000 times %j in an address field',
    (unit) => {
      const { index } = read(repeated('From: ', unit, 100_000, '\r\nSubject: found\r\n\r\nbody'));
      expect(index.root.bodyEnd - index.root.bodyStart).toBe(4);
    },
  );

  test.each(['(', '"', ';', '=', "*0*='", '\\'])('100,000 times %j in a Content-Type', (unit) => {
    const { index } = read(repeated('Content-Type: text/plain; a=', unit, 100_000, '\r\n\r\nbody'));
    expect(index.root.bodyEnd - index.root.bodyStart).toBe(4);
  });
});

describe('MIME bombs', () => {
  test('multiparts 10,000 deep: the deepest that is allowed is opaque', () => {
    const { index, depth } = read(nestedMultiparts(10_000));
    expect(depth).toBe(MAX_DEPTH);
    expect(index.defects).toContain('nesting-too-deep');
  });

  test('messages 10,000 deep', () => {
    const { index, depth } = read(repeated('', 'Content-Type: message/rfc822\r\n\r\n', 10_000, 'Subject: end\r\n\r\n'));
    expect(depth).toBe(MAX_DEPTH);
    expect(index.defects).toContain('nesting-too-deep');
  });

  test('1,000,000 empty parts: the last one that is allowed takes the rest', () => {
    const head = 'Content-Type: multipart/mixed; boundary=b\r\n\r\n';
    const { index, parts } = read(repeated(head, '--b\r\n\r\n', 1_000_000));
    expect(parts).toBe(MAX_PARTS);
    expect(index.defects).toContain('too-many-parts');
    const last = index.root.children.at(-1)!;
    expect(last).toMatchObject({ type: 'application', subtype: 'octet-stream', bodyEnd: index.sizeBytes });
  });

  test('1,000,000 messages in a digest', () => {
    const head = 'Content-Type: multipart/digest; boundary=b\r\n\r\n';
    const { index, parts } = read(repeated(head, '--b\r\n\r\n\r\n\r\n', 1_000_000));
    expect(parts).toBeLessThanOrEqual(MAX_PARTS);
    expect(index.defects).toContain('too-many-parts');
  });

  test('messages whose envelopes are much longer than they are', () => {
    const head = 'Content-Type: multipart/digest; boundary=b\r\n\r\n';
    const message = `--b\r\n\r\nFrom: ${'a@b,'.repeat(60)}\r\n\r\n`;
    const { index, digest } = read(repeated(head, message, 9_000 / 2));
    expect(index.defects).toContain('envelopes-too-large');
    const envelopes = index.root.children.map(({ envelope }) => envelope?.length ?? 0);
    expect(envelopes[0]).toBeGreaterThan(60 * 3 * 17);
    const full = envelopes.filter((length) => length === envelopes[0]);
    expect(full.length * envelopes[0]).toBeLessThanOrEqual(DEFAULT_MIME_LIMITS.totalEnvelopeBytes);
    expect(digest.parts.length).toBeLessThan(index.sizeBytes * 2);
  });

  test('the same boundary on every level', () => {
    const level = 'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n';
    const { index, depth } = read(repeated('', level, 10_000, '\r\nx\r\n--b--\r\n'));
    expect(depth).toBeLessThanOrEqual(MAX_DEPTH);
    expect(index.defects).toEqual(expect.arrayContaining(['boundary-reused', 'nesting-too-deep']));
  });

  test('a boundary of 10 MB', () => {
    const { index } = read(repeated('Content-Type: multipart/mixed; boundary=', 'b', 10_000_000, '\r\n\r\n--b\r\n'));
    expect(index.root).toMatchObject({ type: 'application', subtype: 'octet-stream' });
    expect(index.defects).toEqual(expect.arrayContaining(['header-field-too-large', 'boundary-too-long']));
  });

  test('no end boundary, and lines that begin like one', () => {
    const head = 'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n';
    const { index, parts } = read(repeated(head, '--x\r\n', 2_000_000));
    expect(parts).toBe(2);
    expect(index.defects).toEqual(['missing-end-boundary']);
    expect(index.root.children[0].lines).toBe(2_000_000);
  });

  test('one line of 50 MB that begins like a delimiter', () => {
    const head = 'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n--b';
    const { parts } = read(repeated(head, ' ', 50_000_000, '\r\n--b--\r\n'));
    expect(parts).toBe(2);
  });

  test('smaller limits hold as well', () => {
    const limits = { ...DEFAULT_MIME_LIMITS, depth: 3, parts: 5 };
    expect(read(nestedMultiparts(50), limits).depth).toBe(3);
    const head = 'Content-Type: multipart/mixed; boundary=b\r\n\r\n';
    expect(read(repeated(head, '--b\r\n\r\n', 50), limits).parts).toBe(5);
  });
});

describe('RFC 2231 and RFC 2047 bombs', () => {
  test('a parameter in 100,000 segments', () => {
    const { index } = read(segmentedParameter(100_000));
    // The header has too many lines as well; what is left of it has too many parameters.
    expect(index.defects).toEqual(['too-many-header-lines', 'too-many-parameters']);
    expect(index.root.parameters).toEqual([['name', 'x'.repeat(DEFAULT_MIME_LIMITS.parameters)]]);
  });

  test('10,000 parameters on one line', () => {
    const { index } = read(repeated('Content-Type: text/plain', ';a=b', 10_000, '\r\n\r\n'));
    expect(index.defects).toEqual(['too-many-parameters', 'duplicate-parameter']);
    expect(index.root.parameters).toHaveLength(1);
  });

  test.each([
    ['=?utf-8?q?a?= ', 'a'],
    ['=?utf-8?b?YQ==?=', 'a'],
    ['=?utf-7?q?+ADw-?= ', '+ADw-'],
    ['=?iso-2022-kr?q?a?= ', 'a'],
  ])('50,000 times %j: so many are decoded, the rest stays', (word, decoded) => {
    const { digest } = read(repeated('Subject: ', word, 50_000, '\r\n\r\n'));
    expect(digest.subject.startsWith(decoded.repeat(MAX_ENCODED_WORDS))).toBe(true);
    expect(digest.subject.startsWith(decoded.repeat(MAX_ENCODED_WORDS + 1))).toBe(false);
  });

  test.each(['=?', '=?a', '=?a?', '=?a?q?', '=?a?q?b?+', '?=', '=?a?q?b ?c'])(
    '10,000 times %j is no encoded-word',
    (unit) => {
      const { digest } = read(repeated('Subject: ', unit, 10_000, '\r\n\r\n'));
      expect(digest.subject === unit.repeat(10_000)).toBe(true);
    },
  );

  test('a subject of nothing but "[...]", "re:" or "(fwd)"', () => {
    expect(read(repeated('Subject: ', '[a]', 40_000, 'x\r\n\r\n')).digest.baseSubject).toBe('x');
    expect(read(repeated('Subject: ', 're: ', 30_000, 'x\r\n\r\n')).digest.baseSubject).toBe('x');
    expect(read(repeated('Subject: x', ' (fwd)', 20_000, '\r\n\r\n')).digest.baseSubject).toBe('x');
    expect(read(repeated('Subject: ', '[fwd: ', 20_000, 'x\r\n\r\n')).digest.baseSubject).toBe(
      '[fwd: '.repeat(20_000) + 'x',
    );
  });

  test('100,000 references: the first and the last are kept', () => {
    const { digest } = read(repeated('References: <first@a>', '<x@y>', 20_000, '<last@z>\r\n\r\n'));
    expect(digest.references).toHaveLength(MAX_MESSAGE_IDS);
    expect(digest.references[0]).toBe('first@a');
    expect(digest.references.at(-1)).toBe('last@z');
  });
});

test('the preview of endless markup', () => {
  for (const unit of ['<', '<!--', '<a b="', '<script>', '</', '&', '&#', '<style></x']) {
    const { digest } = read(repeated('Content-Type: text/html\r\n\r\n', unit, 100_000));
    expect([...digest.preview].length).toBeLessThanOrEqual(200);
  }
});
