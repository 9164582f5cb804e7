/** Access to the parameters of a part. */
import { type ByteString, fromByteString } from './byte-string.ts';
import { decodeText } from './charset.ts';
import { decodeHeaderText } from './encoded-words.ts';
import type { MimeParameter, MimePart } from './mime-part.ts';

/** The value of a parameter, written plainly or by RFC 2231; null when there is none. */
export function findParameter(parameters: readonly MimeParameter[], name: string): ByteString | null {
  const plain = parameters.find((parameter) => parameter[0] === name);
  const found = plain ?? parameters.find((parameter) => parameter[0] === `${name}*`);
  return found === undefined ? null : found[1];
}

/**
 * The name of an attached file for people, or null: `filename` of the disposition, else `name` of the type.
 *
 * The form with a charset is the better one where both are given (RFC 6266 section 4.3 has the same rule), and
 * encoded-words, which RFC 2047 section 5 forbids here and many programs write, are decoded. It is a text, not a
 * path: whoever makes a file of it must take out what a file system would interpret.
 */
export function partFileName(part: MimePart): string | null {
  return (
    readableParameter(part.disposition?.parameters ?? [], 'filename') ?? readableParameter(part.parameters, 'name')
  );
}

function readableParameter(parameters: readonly MimeParameter[], name: string): string | null {
  const extended = parameters.find((parameter) => parameter[0] === `${name}*`);
  if (extended !== undefined) return decodeText(fromByteString(extended[1]), 'utf-8');
  const plain = parameters.find((parameter) => parameter[0] === name);
  return plain === undefined ? null : decodeHeaderText(plain[1]);
}
