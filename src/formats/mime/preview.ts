/** The preview of a message: RFC 8970. */

import { fromByteString } from './byte-string.ts';
import { decodeText } from './charset.ts';
import { htmlToText } from './html-text.ts';
import type { TextSample } from './mime-part.ts';
import { findParameter } from './part-parameter.ts';
import { decodeTransfer, isKnownEncoding } from './transfer-decoder.ts';

/** RFC 8970 section 3.3: SHOULD be at most 200 characters, counted as code points. */
export const PREVIEW_CHARACTERS = 200;

/**
 * The beginning of the first text of the message that has any, on one line; '' if there is none.
 *
 * @param samples in the order of the message
 */
export function makePreview(samples: readonly TextSample[]): string {
  for (const sample of samples) {
    const preview = previewOf(sample);
    if (preview !== '') return preview;
  }
  return '';
}

function previewOf({ part, bytes }: TextSample): string {
  if (!isKnownEncoding(part.encoding)) return '';
  const octets = decodeTransfer(part.encoding, bytes);
  const decoded = decodeText(withoutCutCharacter(octets), charsetOf(part.parameters));
  // An encrypted text says nothing.
  if (decoded.startsWith(PGP_MESSAGE)) return '';
  const text = part.subtype === 'html' ? htmlToText(decoded) : decoded;
  const quick = collapse(text.slice(0, QUICK_CHARACTERS));
  // Twice as many code units are certainly enough code points, whatever the cut did to the last one.
  return firstCharacters(quick.length >= 2 * PREVIEW_CHARACTERS ? quick : collapse(text));
}

/** Usually enough text for a whole preview; what it saves is half of the time of a digest. */
const QUICK_CHARACTERS = 1_024;

const PGP_MESSAGE = '-----BEGIN PGP MESSAGE';

function charsetOf(parameters: TextSample['part']['parameters']): string {
  const charset = findParameter(parameters, 'charset');
  return charset === null ? 'utf-8' : decodeText(fromByteString(charset), 'utf-8');
}

/** A sample may end within a UTF-8 character, which would make all of it look like another charset. */
function withoutCutCharacter(bytes: Uint8Array): Uint8Array {
  const end = bytes.length;
  for (let back = 1; back <= Math.min(3, end); back++) {
    const code = bytes[end - back];
    if (code < 0x80) return bytes;
    if (code >= 0xc0) {
      const length = code >= 0xf0 ? 4 : code >= 0xe0 ? 3 : 2;
      return back < length ? bytes.subarray(0, end - back) : bytes;
    }
  }
  return bytes;
}

/** White space and controls become one space; characters that only fill a line in newsletters go. */
function collapse(text: string): string {
  return (
    text
      .replace(/[\u00ad\u034f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/g, '')
      // Joiners have a meaning within words and emoji, none beside white space.
      .replace(/[\u200c\u200d](?=[\s\u200c\u200d]|$)/g, '')
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim()
  );
}

function firstCharacters(text: string): string {
  if (text.length <= PREVIEW_CHARACTERS) return text;
  let end = 0;
  for (let count = 0; count < PREVIEW_CHARACTERS && end < text.length; count++) {
    end += text.codePointAt(end)! > 0xffff ? 2 : 1;
  }
  return text.slice(0, end).toWellFormed();
}
