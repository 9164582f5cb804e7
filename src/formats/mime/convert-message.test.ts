import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ContentTraitScanner } from './content-traits.ts';
import { type ConversionTarget, planConversion } from './conversion-plan.ts';
import { convertMessage } from './convert-message.ts';
import { indexMessage } from './mime-indexer.ts';
import type { MimePart } from './mime-part.ts';
import { createTransferDecoder, decodeTransfer } from './transfer-decoder.ts';
import { createTransferEncoder } from './transfer-encoder.ts';

async function* pieces(text: string, size = Infinity): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Message and result as octets; or why there is none. */
async function convert(text: string, target: ConversionTarget, size = Infinity): Promise<string> {
  const plan = await planConversion(() => pieces(text, size), target);
  if (typeof plan === 'string') return plan;
  const out: Uint8Array[] = [];
  for await (const chunk of convertMessage(pieces(text, size), plan)) out.push(Buffer.from(chunk));
  return Buffer.concat(out).toString('latin1');
}

function traitsOf(text: string) {
  const scanner = new ContentTraitScanner();
  scanner.push(Buffer.from(text, 'latin1'));
  return scanner.finish();
}

/** The contents of all parts, decoded. */
function contentsOf(text: string): string[] {
  const bytes = Buffer.from(text, 'latin1');
  const visit = (part: MimePart): string[] =>
    part.children.length > 0
      ? part.children.flatMap(visit)
      : [Buffer.from(decodeTransfer(part.encoding, bytes.subarray(part.bodyStart, part.bodyEnd))).toString('latin1')];
  return visit(indexMessage(bytes).root);
}

function eightBitOctets(text: string): number {
  return text.replace(/[\0-\x7f]/g, '').length;
}

describe('traits', () => {
  const none = {
    hasEightBitHeader: false,
    hasEightBitBody: false,
    hasNul: false,
    hasBareLineEnd: false,
    hasBareLineEndInHeader: false,
    hasLongLine: false,
  };
  test.each<[string, object]>([
    ['A: b\r\n\r\nc\r\n', none],
    ['A: \xe4\r\n\r\nc\r\n', { ...none, hasEightBitHeader: true }],
    ['A: b\r\n\r\n\xe4', { ...none, hasEightBitBody: true }],
    ['A: b\r\n\r\n\0', { ...none, hasNul: true }],
    ['A: b\r\n\r\na\nb', { ...none, hasBareLineEnd: true }],
    ['A: b\r\n\r\na\r', { ...none, hasBareLineEnd: true }],
    ['A: b\r\n\r\na\r\r\n', { ...none, hasBareLineEnd: true }],
    ['A: b\n\r\n', { ...none, hasBareLineEnd: true, hasBareLineEndInHeader: true }],
    [`A: b\r\n\r\n${'x'.repeat(998)}\r\n`, none],
    [`A: b\r\n\r\n${'x'.repeat(998)}`, none],
    [`A: b\r\n\r\n${'x'.repeat(999)}\r\n`, { ...none, hasLongLine: true }],
    [`A: b\r\n\r\n${'x'.repeat(999)}`, { ...none, hasLongLine: true }],
    ['\r\n\xe4', { ...none, hasEightBitBody: true }],
  ])('%j', (text, expected) => {
    expect(traitsOf(text)).toEqual({ ...expected, sizeBytes: text.length, eightBitOctets: eightBitOctets(text) });
    const scanner = new ContentTraitScanner();
    for (const octet of Buffer.from(text, 'latin1')) scanner.push(Buffer.of(octet));
    expect(scanner.finish()).toEqual({ ...expected, sizeBytes: text.length, eightBitOctets: eightBitOctets(text) });
  });
});

describe('encoders', () => {
  test.each<[string, string]>([
    ['', ''],
    ['a=b\r\n', 'a=3Db\r\n'],
    ['a \r\nb\t\r\n', 'a=20\r\nb=09\r\n'],
    ['a b', 'a b'],
    ['a ', 'a=20'],
    ['\xe4\0', '=E4=00'],
    ['a\rb\nc', 'a=0Db=0Ac'],
    ['a\r', 'a=0D'],
    ['x'.repeat(76), `${'x'.repeat(75)}=\r\nx`],
    ['x'.repeat(75), 'x'.repeat(75)],
    [`${'x'.repeat(74)}=`, `${'x'.repeat(74)}=\r\n=3D`],
  ])('quoted-printable %j', (content, encoded) => {
    const encoder = createTransferEncoder('quoted-printable');
    const bytes = Buffer.from(content, 'latin1');
    expect(Buffer.concat([encoder.write(bytes), encoder.finish()]).toString('latin1')).toBe(encoded);
  });

  test.each(['base64', 'quoted-printable'] as const)('%s: decoding gives the content again', (encoding) => {
    const content = fc.array(fc.constantFrom('\r\n', ' ', '\t', '\xff', '=', 'a', '\r', '\n', '.', 'x'.repeat(80)), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(content, fc.integer({ min: 1, max: 90 }), (parts, size) => {
        const bytes = Buffer.from(parts.join(''), 'latin1');
        const encoder = createTransferEncoder(encoding);
        const out: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; at += size)
          out.push(Buffer.from(encoder.write(bytes.subarray(at, at + size))));
        out.push(encoder.finish());
        const encoded = Buffer.concat(out);
        for (const line of encoded.toString('latin1').split('\r\n')) expect(line).toMatch(/^[\t -~]{0,76}$/);
        const decoder = createTransferDecoder(encoding);
        const decoded = Buffer.concat([decoder.write(encoded), decoder.finish()]);
        expect(decoded.toString('latin1')).toBe(bytes.toString('latin1'));
      }),
      { seed: 2045, numRuns: 500 },
    );
  });
});

const MIXED = [
  'From: a@example.com',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
  'Content-Transfer-Encoding: 8bit',
  '',
  'pre\xe4mble',
  '--b',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: 8bit',
  '',
  'gr\xc3\xbc\xc3\x9fe',
  '.',
  '--b',
  'Content-Type: application/octet-stream',
  'Content-Transfer-Encoding: 8bit',
  '',
  '\x80\x81',
  '--b',
  '',
  'plain',
  '--b',
  'Content-Type: message/rfc822',
  'Content-Transfer-Encoding: 8bit',
  '',
  'Subject: inner',
  'Content-Type: text/plain; charset=iso-8859-1',
  'Content-Transfer-Encoding: 8bit',
  '',
  '\xe4',
  '--b--',
  '',
].join('\r\n');

describe('to 7bit', () => {
  test('every part as it needs it', async () => {
    const converted = await convert(MIXED, '7bit');
    expect(converted).toBe(
      [
        'From: a@example.com',
        'MIME-Version: 1.0',
        'Content-Type: multipart/mixed; boundary=b',
        'Content-Transfer-Encoding: 7bit',
        '',
        'pre?mble',
        '--b',
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        'gr=C3=BC=C3=9Fe',
        '.',
        '--b',
        'Content-Type: application/octet-stream',
        'Content-Transfer-Encoding: base64',
        '',
        'gIE=',
        '',
        '--b',
        '',
        'plain',
        '--b',
        'Content-Type: message/rfc822',
        'Content-Transfer-Encoding: 7bit',
        '',
        'Subject: inner',
        'Content-Type: text/plain; charset=iso-8859-1',
        'MIME-Version: 1.0',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        '=E4',
        '--b--',
        '',
      ].join('\r\n'),
    );
    expect(contentsOf(converted)).toEqual(contentsOf(MIXED));
  });

  test('the pieces in which it comes do not matter', async () => {
    const whole = await convert(MIXED, '7bit');
    for (const size of [1, 3, 17]) expect(await convert(MIXED, '7bit', size)).toBe(whole);
  });

  test('text from before MIME', async () => {
    expect(await convert('Subject: x\r\n\r\n\xe4\r\n', '7bit')).toBe(
      'Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=unknown-8bit\r\n' +
        'Content-Transfer-Encoding: quoted-printable\r\n\r\n=E4\r\n',
    );
  });

  test('text of which most is beyond ASCII becomes base64: three times as long it would be too large for the server', async () => {
    const text = `Subject: x\r\n\r\n${'\xd0\xb6'.repeat(40)}\r\n${'\xd0\xb6\r\n'.repeat(400)}`;
    const converted = await convert(text, '7bit');
    expect(converted).toContain('Content-Transfer-Encoding: base64\r\n\r\n0LbQtt');
    expect(contentsOf(converted)).toEqual(contentsOf(text));
  });

  test('what fits stays as it is, to the octet', async () => {
    const text = 'Subject: x\r\nContent-Transfer-Encoding: QUOTED-PRINTABLE\r\n\r\n=E4\r\n';
    expect(await convert(text, '7bit')).toBe(text);
  });

  const signed = MIXED.replace('multipart/mixed', 'multipart/signed; protocol="application/pgp-signature"');
  test.each<[string, string, string]>([
    ['signed', signed, 'signed'],
    ['encrypted', MIXED.replace('multipart/mixed', 'multipart/encrypted'), 'encrypted'],
    ['an 8-bit header', 'Subject: \xe4\r\n\r\n\xe4', 'header'],
    ['an unknown encoding', 'Subject: a\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\n\xe4', 'encoding'],
    ['a multipart without boundary', 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed\r\n\r\n\xe4', 'structure'],
  ])('%s: not possible', async (_, text, obstacle) => expect(await convert(text, '7bit')).toBe(obstacle));

  test('signed beside what must be converted', async () => {
    const inner = ['--b', 'Content-Type: multipart/signed; boundary=c', '', '--c', '', 'ascii', '--c--', ''].join(
      '\r\n',
    );
    const text = MIXED.replace('--b--\r\n', `${inner}\r\n--b--\r\n`);
    expect(await convert(text, '7bit')).toContain(inner);
  });
});

describe('to 8bit', () => {
  test('binary content', async () => {
    const text =
      'MIME-Version: 1.0\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: binary\r\n\r\n\x89PNG\r\0\n';
    const converted = await convert(text, '8bit');
    expect(converted).toContain('Content-Transfer-Encoding: base64\r\n\r\niVBORw0ACg==\r\n');
    expect(contentsOf(converted)).toEqual(contentsOf(text));
  });

  test('text that is called binary, and is not', async () => {
    const text = 'MIME-Version: 1.0\r\nContent-Transfer-Encoding: binary\r\n\r\n\xe4\r\n';
    expect(await convert(text, '8bit')).toBe('MIME-Version: 1.0\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\xe4\r\n');
  });

  test('long lines: of text, of base64, of a header, of a preamble', async () => {
    const long = 'word '.repeat(400);
    const text = [
      'MIME-Version: 1.0',
      `To: ${long}`,
      `X: ${'y'.repeat(2500)}`,
      'Content-Type: multipart/mixed; boundary=b',
      '',
      'p'.repeat(2000),
      '--b',
      'Content-Transfer-Encoding: 8bit',
      '',
      `\xe4${long}`,
      '--b',
      'Content-Type: image/png',
      'Content-Transfer-Encoding: base64',
      '',
      'QUJD'.repeat(400),
      '--b--',
      '',
    ].join('\r\n');
    const converted = await convert(text, '8bit');
    expect(traitsOf(converted)).toMatchObject({ hasLongLine: false, hasBareLineEnd: false });
    expect(contentsOf(converted)).toEqual(contentsOf(text));
    const unfolded = converted.replace(/\r\n(?=[ \t])/g, '');
    expect(unfolded).toContain(`To: ${long.trimEnd()}`);
    expect(unfolded.replace(/ /g, '')).toContain('y'.repeat(2500));
  });
});

test('whatever it is made of: it fits, and its contents are the same, or it is left alone', async () => {
  const piece = fc.constantFrom(
    '\r\n',
    '\r\n\r\n',
    '--b\r\n',
    '--b--\r\n',
    '\xe4',
    'text ',
    '=E4',
    'QUJD',
    '\0',
    '\n',
    '\r',
    'x'.repeat(1200),
    'Content-Type: text/plain\r\n',
    'Content-Type: image/png\r\n',
    'Content-Type: message/rfc822\r\n',
    'Content-Type: multipart/mixed; boundary=c\r\n',
    '--c\r\n',
    '--c--\r\n',
    'Content-Transfer-Encoding: 8bit\r\n',
    'Content-Transfer-Encoding: base64\r\n',
    'Content-Transfer-Encoding: quoted-printable\r\n',
  );
  const start = 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n';
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 30 }), fc.constantFrom('7bit', '8bit'), async (parts, target) => {
      const text = start + parts.join('');
      const converted = await convert(text, target);
      if (['signed', 'encrypted', 'header', 'encoding', 'structure'].includes(converted)) return;
      const traits = traitsOf(converted);
      expect(traits).toMatchObject({ hasLongLine: false, hasBareLineEnd: false, hasNul: false });
      if (target === '7bit') expect([traits.hasEightBitBody, traits.hasEightBitHeader]).toEqual([false, false]);
      expect(await convert(text, target, 1)).toBe(converted);
      expect(contentsOf(converted)).toEqual(contentsOf(text));
    }),
    { seed: 6152, numRuns: 400 },
  );
});
