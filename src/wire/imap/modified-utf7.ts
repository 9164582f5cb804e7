/** Modified UTF-7: RFC 3501 section 5.1.3. */
import { Buffer } from 'node:buffer';

const NEEDS_SHIFT = /[^\x20-\x7e]+|&/g;

export function encodeModifiedUtf7(name: string): string {
  return name.replace(NEEDS_SHIFT, (run) => (run === '&' ? '&-' : `&${toBase64(run)}-`));
}

/** Null for what no encoder makes: so that two different encodings never name one mailbox. */
export function decodeModifiedUtf7(octets: string): string | null {
  if (!octets.includes('&')) return isPrintable(octets) ? octets : null;
  let name = '';
  let from = 0;
  for (;;) {
    const shift = octets.indexOf('&', from);
    const plain = shift < 0 ? octets.slice(from) : octets.slice(from, shift);
    if (plain !== '' && !isPrintable(plain)) return null;
    name += plain;
    if (shift < 0) break;
    const end = octets.indexOf('-', shift);
    if (end < 0) return null;
    const run = end === shift + 1 ? '&' : fromBase64(octets.slice(shift + 1, end));
    if (run === null) return null;
    name += run;
    from = end + 1;
  }
  return encodeModifiedUtf7(name) === octets ? name : null;
}

function isPrintable(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

function toBase64(run: string): string {
  return Buffer.from(run, 'utf16le').swap16().toString('base64').replaceAll('=', '').replaceAll('/', ',');
}

function fromBase64(text: string): string | null {
  if (!/^[A-Za-z0-9+,]+$/.test(text)) return null;
  const bytes = Buffer.from(text.replaceAll(',', '/'), 'base64');
  if (bytes.length === 0 || bytes.length % 2 !== 0) return null;
  const run = bytes.swap16().toString('utf16le');
  return run.isWellFormed() ? run : null;
}
