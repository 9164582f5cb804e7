import { expect, test } from 'vitest';
import { digestBytes } from './digest.ts';
import { indexMessage } from './mime-indexer.ts';
import { partFileName } from './part-parameter.ts';

function multipart(subtype: string, ...parts: string[]): Buffer {
  const body = parts.map((part) => `--b\r\n${part}\r\n`).join('');
  return Buffer.from(`Content-Type: multipart/${subtype}; boundary=b\r\n\r\n${body}--b--\r\n`);
}

const TEXT = 'Content-Type: text/plain\r\n\r\nx';
const HTML = 'Content-Type: text/html\r\n\r\nx';
const IMAGE = 'Content-Type: image/png; name=a.png\r\nContent-ID: <a>\r\n\r\nx';
const INLINE_IMAGE = `Content-Disposition: inline; filename=a.png\r\n${IMAGE}`;
const PDF = 'Content-Type: application/pdf\r\nContent-Disposition: attachment\r\n\r\nx';
const INLINE_PDF = 'Content-Type: application/pdf\r\nContent-Disposition: inline; filename=a.pdf\r\n\r\nx';
const SIGNATURE =
  'Content-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Disposition: attachment\r\n\r\nx';

test.each([
  ['text', Buffer.from(TEXT), false],
  ['alternative', multipart('alternative', TEXT, HTML), false],
  ['attachment', multipart('mixed', TEXT, PDF), true],
  ['inline document', multipart('mixed', TEXT, INLINE_PDF), true],
  ['image beside text', multipart('mixed', TEXT, IMAGE), true],
  ['inline image beside text', multipart('mixed', TEXT, INLINE_IMAGE), false],
  ['image within HTML', multipart('related', HTML, IMAGE), false],
  ['attachment within related', multipart('related', HTML, PDF), true],
  ['signature', multipart('signed', TEXT, SIGNATURE), false],
  ['named text', multipart('mixed', TEXT, 'Content-Type: text/csv; name=a.csv\r\n\r\nx'), true],
  ['invitation', multipart('alternative', TEXT, 'Content-Type: text/calendar; name=a.ics\r\n\r\nx'), false],
  ['message', multipart('mixed', TEXT, 'Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\n'), true],
  ['only an image', Buffer.from(IMAGE), true],
])('%s', (_name, message, expected) => {
  expect(digestBytes(message).hasAttachment).toBe(expected);
});

test.each([
  ['Content-Disposition: attachment; filename="a.txt"', 'a.txt'],
  ['Content-Type: x/y; name=a.txt', 'a.txt'],
  ["Content-Type: x/y; name=b.txt\r\nContent-Disposition: attachment; filename=a; filename*=utf-8''%C3%A4", 'ä'],
  ['Content-Disposition: attachment; filename="=?utf-8?q?=C3=A4?="', 'ä'],
  ['Content-Disposition: attachment; filename="a\r\n b"', 'a b'],
  ['Content-Type: x/y', null],
])('partFileName %j', (header, name) => {
  expect(partFileName(indexMessage(Buffer.from(`${header}\r\n\r\n`)).root)).toBe(name);
});
