/** A plain letter that the server writes. */
import { encodePhrase, encodeQuotedPrintable, encodeUnstructured } from './encode-text.ts';

export interface LetterHeader {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly subject: string;
  /** As RFC 5322 section 3.3 writes it. */
  readonly date: string;
  /** Without angle brackets. */
  readonly messageId: string;
}

/** @param text line ends LF. @param language a language tag. */
export function composeLetter(header: LetterHeader, text: string, language: string): Buffer {
  return Buffer.from(
    `${formatLetterHeader(header)}Auto-Submitted: auto-generated\r\n` +
      `MIME-Version: 1.0\r\n` +
      `Content-Type: text/plain; charset=utf-8\r\n` +
      `Content-Transfer-Encoding: quoted-printable\r\n` +
      `Content-Language: ${language}\r\n\r\n` +
      encodeQuotedPrintable(text),
  );
}

/** Subject and name may hold any character, and none of them ends the field. */
export function formatLetterHeader({ from, to, subject, date, messageId }: LetterHeader): string {
  return (
    `From: ${encodePhrase(from.name)} <${from.address}>\r\n` +
    `To: <${to}>\r\n` +
    `Subject: ${encodeUnstructured(subject)}\r\n` +
    `Date: ${date}\r\n` +
    `Message-ID: <${messageId}>\r\n`
  );
}
