/** Texts of people in messages that every server can carry: RFC 2047 for header fields, RFC 2045 section 6.7 for bodies. */

/** An encoded-word has at most 75 characters: RFC 2047 section 2. `=?UTF-8?B?` and `?=` leave room for 45 octets. */
const WORD_OCTETS = 45;
const LINE_CHARACTERS = 76;

const PHRASE = /^[\w '-]{1,60}$/;
const UNSTRUCTURED = /^[\u0021-\u007e](?:[\u0020-\u007e]{0,68}[\u0021-\u007e])?$/;

/** The name before an address: as it is where it consists of plain words, else encoded. RFC 5322 section 3.2.5 */
export function encodePhrase(text: string): string {
  const clean = withoutControls(text);
  return PHRASE.test(clean) ? clean : encodeWords(clean);
}

/** The value of an unstructured field such as Subject: as it is where it is short and ASCII. RFC 5322 section 3.2.5 */
export function encodeUnstructured(text: string): string {
  const clean = withoutControls(text);
  return UNSTRUCTURED.test(clean) && !clean.includes('=?') ? clean : encodeWords(clean);
}

function withoutControls(text: string): string {
  return text.toWellFormed().replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
}

/** Folded before each further word. */
function encodeWords(text: string): string {
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > WORD_OCTETS) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  words.push(word);
  return words.map((one) => `=?UTF-8?B?${Buffer.from(one).toString('base64')}?=`).join('\r\n ');
}

/** A text with line ends LF as quoted-printable with line ends CR LF. */
export function encodeQuotedPrintable(text: string): string {
  return text
    .split('\n')
    .map((line) => encodeLine(line))
    .join('\r\n');
}

function encodeLine(line: string): string {
  let result = '';
  let length = 0;
  const bytes = Buffer.from(line);
  for (const [i, byte] of bytes.entries()) {
    const isLast = i === bytes.length - 1;
    const piece = isPlain(byte, i === 0, isLast) ? String.fromCharCode(byte) : hex(byte);
    // One place stays free for the sign that the line goes on.
    if (length + piece.length > LINE_CHARACTERS - (isLast ? 0 : 1)) {
      result += '=\r\n';
      length = 0;
    }
    result += piece;
    length += piece.length;
  }
  return result;
}

/** Space at the end of a line would be lost on the way, and what begins with hyphens could be taken for a boundary. */
function isPlain(byte: number, isFirst: boolean, isLast: boolean): boolean {
  if (byte === 0x20) return !isLast;
  if (byte === 0x2d) return !isFirst;
  return byte > 0x20 && byte < 0x7f && byte !== 0x3d;
}

function hex(byte: number): string {
  return `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
