/** xtext: RFC 3461 section 4, the encoding of parameter values that may hold any character. */
import { Failure } from '../../base/failure.ts';

const XTEXT = /^(?:[\x21-\x2a\x2c-\x3c\x3e-\x7e]|\+[0-9A-F]{2})*$/;
/** RFC 6533 section 3: in an SMTPUTF8 transaction UTF-8 stands for itself. */
const UTF8_XTEXT = /^(?:[\x21-\x2a\x2c-\x3c\x3e-\x7e\u00a0-\uffff]|\+[0-9A-F]{2})*$/;
const PRINTABLE = /^[\x20-\x7e\u00a0-\uffff]*$/;

/** Null when the text is not xtext, or hides a control character or an octet beyond ASCII in a hexchar. */
export function decodeXtext(text: string, form: 'ascii' | 'utf8' = 'ascii'): string | null {
  if (!(form === 'ascii' ? XTEXT : UTF8_XTEXT).test(text)) return null;
  if (!text.includes('+')) return text;
  const decoded = text.replace(/\+([0-9A-F]{2})/g, (match, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return code < 0x80 ? String.fromCharCode(code) : match[0] + CONTROL;
  });
  return PRINTABLE.test(decoded) ? decoded : null;
}

const CONTROL = '\u0000';

/**
 * Writes a text as xtext. Throws Failure `invalid` for what cannot be written: control characters, and without `utf8`
 * characters beyond ASCII.
 */
export function encodeXtext(text: string, form: 'ascii' | 'utf8' = 'ascii'): string {
  const isAllowed = isWritable(text) && (form === 'utf8' || ASCII.test(text));
  if (!isAllowed) throw new Failure('invalid', 'text that xtext cannot hold');
  return text.replace(/[ +=]/g, (character) => `+${hexOf(character)}`);
}

/** The same for any characters in an ASCII transaction: utf-8-addr-xtext. RFC 6533 section 3 */
export function encodeUnitext(text: string): string {
  if (!isWritable(text)) throw new Failure('invalid', 'text that xtext cannot hold');
  return text.replace(/[^!-~]|[+=\\]/gu, (character) => `\\x{${hexOf(character)}}`);
}

const ASCII = /^[\x20-\x7e]*$/;
/** Line ends for some programs. */
const SEPARATORS = /[\u2028\u2029]/;

function isWritable(text: string): boolean {
  return PRINTABLE.test(text) && !SEPARATORS.test(text) && text.isWellFormed();
}

function hexOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, '0');
}
