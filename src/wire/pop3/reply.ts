/** Replies of POP3: RFC 1939 section 3; response codes: RFC 2449 section 8, RFC 3206 section 4. */
import { isAscii } from '../../base/text.ts';

export type ResponseCode = 'AUTH' | 'IN-USE' | 'SYS/TEMP' | 'SYS/PERM';

/** The end of every reply of several lines. */
export const END_OF_LINES = '.\r\n';

/** As octets, one character for each. @param text one line; beyond ASCII only for who has asked. RFC 6856 section 3.2 */
export function formatOk(text: string): string {
  return formatLine(`+OK ${text}`);
}

/** As octets. @param text like that of `formatOk`. */
export function formatError(text: string, code: ResponseCode | null = null): string {
  return formatLine(code === null ? `-ERR ${text}` : `-ERR [${code}] ${text}`);
}

/** A line in UTF-8, as octets. */
export function formatLine(text: string): string {
  return `${isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1')}\r\n`;
}
