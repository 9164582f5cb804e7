/** Changes to the header of a part that is converted for transport. RFC 2045 section 6, RFC 5322 section 2.2.3 */
import type { ByteString } from './byte-string.ts';
import { MAX_LINE_OCTETS } from './content-traits.ts';
import { fieldValue, type Header, parseHeaders } from './headers.ts';

const ENCODING_FIELD = 'content-transfer-encoding';

/**
 * The header with this Content-Transfer-Encoding, in the place of what was said before.
 *
 * @param header with the empty line at its end, where there is one.
 * @param isMessage it is the header of a message, to which MIME-Version belongs. RFC 2045 section 4
 */
export function withEncoding(header: ByteString, encoding: string, isMessage: boolean): ByteString {
  const parsed = parseHeaders(header);
  const end = parsed.fields.at(-1)?.end ?? 0;
  let fields = '';
  for (const field of parsed.fields) {
    if (field.name !== ENCODING_FIELD) fields += header.slice(field.start, field.end);
  }
  if (fields !== '' && !fields.endsWith('\n')) fields += '\r\n';
  if (isMessage && !has(parsed, 'mime-version')) {
    fields += 'MIME-Version: 1.0\r\n';
    // Text of a time before MIME, in a charset that nobody has named.
    if (!has(parsed, 'content-type')) fields += 'Content-Type: text/plain; charset=unknown-8bit\r\n';
  }
  const rest = header.slice(end);
  return `${fields}Content-Transfer-Encoding: ${encoding}\r\n${rest === '' ? '\r\n' : rest}`;
}

/** Whether the header says this, and nothing else, about the encoding; '7bit' needs no words. */
export function saysEncoding(header: ByteString, encoding: string): boolean {
  const parsed = parseHeaders(header);
  const values = parsed.fields.filter(({ name }) => name === ENCODING_FIELD).map((field) => fieldValue(parsed, field));
  if (values.length === 0) return encoding === '7bit';
  return values.length === 1 && values[0].trim().toLowerCase() === encoding;
}

/** Lines that are too long become several: at white space where there is some, else wherever it must be. */
export function foldLongLines(text: ByteString): ByteString {
  return text
    .split('\r\n')
    .map((line) => foldLine(line))
    .join('\r\n');
}

function foldLine(line: ByteString): ByteString {
  if (line.length <= MAX_LINE_OCTETS) return line;
  const pieces: ByteString[] = [];
  let rest = line;
  while (rest.length > MAX_LINE_OCTETS) {
    // Not at the very beginning: a line of white space alone would end the header for some.
    const space = Math.max(rest.lastIndexOf(' ', MAX_LINE_OCTETS), rest.lastIndexOf('\t', MAX_LINE_OCTETS));
    const isAtSpace = space > 0 && rest.slice(0, space).trim() !== '';
    const cut = isAtSpace ? space : MAX_LINE_OCTETS - 1;
    pieces.push(rest.slice(0, cut));
    rest = isAtSpace ? rest.slice(cut) : ` ${rest.slice(cut)}`;
  }
  // White space that is left over alone belongs to the line before it.
  if (rest.trim() === '') return pieces.join('\r\n');
  return [...pieces, rest].join('\r\n');
}

function has(header: Header, name: string): boolean {
  return header.fields.some((field) => field.name === name);
}
