import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestBytes } from './digest.ts';
import { htmlToText } from './html-text.ts';

function preview(header: string, body: string | Buffer): string {
  return digestBytes(Buffer.concat([Buffer.from(`${header}\r\n\r\n`), Buffer.from(body)])).preview;
}

describe('preview: RFC 8970', () => {
  test('at most 200 characters, not half of one', () => {
    expect(preview('Content-Type: text/plain; charset=utf-8', '😀'.repeat(1_000))).toBe('😀'.repeat(200));
    expect(preview('A: b', 'x'.repeat(100_000))).toBe('x'.repeat(200));
    expect([...preview('A: b', `${'😀'.repeat(150)} ${'y'.repeat(5_000)}`)]).toHaveLength(200);
  });

  test('the first text that says something', () => {
    const parts = ['text/plain\r\n\r\n \r\n', 'text/html\r\n\r\n<p>hi</p>', 'text/plain\r\n\r\nlater'];
    const body = parts.map((part) => `--b\r\nContent-Type: ${part}\r\n`).join('');
    expect(preview('Content-Type: multipart/mixed; boundary=b', body)).toBe('hi');
  });

  test.each([
    ['Content-Type: text/plain', ' a \r\n\r\n\tb\0c ', 'a b c'],
    [
      'Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable',
      'Gr=FC=\r\n=DFe',
      'Grüße',
    ],
    ['Content-Type: text/html', '<p>a&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;b</p>', 'a b'],
    ['Content-Type: text/plain', 'می‌خواهم', 'می‌خواهم'],
    ['Content-Type: text/plain', '-----BEGIN PGP MESSAGE-----\r\nAAAA', ''],
    ['Content-Type: image/png', 'x', ''],
    ['Content-Type: text/plain\r\nContent-Disposition: attachment', 'x', ''],
    ['Content-Transfer-Encoding: x-unknown', 'x', ''],
    ['A: b', '', ''],
  ])('%j %j', (header, body, expected) => {
    expect(preview(header, body)).toBe(expected);
  });

  test('a sample that ends within a character still is UTF-8', () => {
    // 16 KB of blank lines and three octets a character: the sample ends within one.
    const text = preview('Content-Type: text/plain; charset=utf-8', `${'\n'.repeat(16_000)}${'€'.repeat(200)}`);
    expect(text).toBe('€'.repeat(128));
  });
});

describe('htmlToText', () => {
  test.each([
    ['a<b>b</b>c', 'abc'],
    ['<p>a</p><p>b</p>', ' a  b '],
    ['a<br>b', 'a b'],
    ['a<!-- > x -->b', 'ab'],
    ['<style>p > a {}</style>x', ' x'],
    ['<SCRIPT>if (a</b) "</scr"</SCRIPT >x', ' x'],
    ['<a title="x > y">z</a>', 'z'],
    ['1 < 2 <3', '1 < 2 <3'],
    ['&lt;script&gt;&amp;amp;', '<script>&amp;'],
    ['&eacute;&Eacute&euro;&#8364;&#x20AC;&#128;', 'éÉ€€€€'],
    ['&#0;&#xD800;&#9999999;&nosuch;&', '\ufffd\ufffd\ufffd&nosuch;&'],
    ['<![CDATA[x]]>y', 'y'],
    ['<?xml version="1.0"?>y', 'y'],
    ['x<', 'x<'],
    ['x<a href="', 'x'],
  ])('%j', (html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

  test('never throws, whatever the markup', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('<', '>', '/', '!', '-', '"', '=', '&', '#', ';', 'a', 'script', ' ') }),
        (html) => {
          expect(htmlToText(html).length).toBeLessThanOrEqual(html.length + 10);
        },
      ),
      { seed: 8970, numRuns: 2000 },
    );
  });
});
