/** xtext: RFC 3461 section 4, the encoding of parameter values that may hold any character. */

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
