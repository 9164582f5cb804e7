import { expect, test } from 'vitest';
import { decodeTable } from './decode-table.ts';

const utf16be = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16();

test.each([
  ['ASCII', Buffer.from('userId;mail'), 'userId;mail', 'utf-8'],
  ['UTF-8', Buffer.from('Zoë €'), 'Zoë €', 'utf-8'],
  ['UTF-8 with a mark', Buffer.from('\ufeffZoë'), 'Zoë', 'utf-8'],
  ['Windows-1252', Buffer.from([0x5a, 0x6f, 0xeb, 0x20, 0x80]), 'Zoë €', 'windows-1252'],
  ['UTF-16, as Excel’s “Unicode text”', Buffer.from('\ufeffZoë\t1', 'utf16le'), 'Zoë\t1', 'utf-16'],
  ['UTF-16 the other way round', utf16be('Zoë'), 'Zoë', 'utf-16'],
  ['nothing', Buffer.alloc(0), '', 'utf-8'],
])('%s', (_, octets, text, encoding) => {
  expect(decodeTable(octets)).toEqual({ text, encoding });
});
