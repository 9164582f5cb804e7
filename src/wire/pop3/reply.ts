/** Replies of POP3: RFC 1939 section 3; response codes: RFC 2449 section 8, RFC 3206 section 4. */

export type ResponseCode = 'AUTH' | 'IN-USE' | 'SYS/TEMP' | 'SYS/PERM';

/** The end of every reply of several lines. */
export const END_OF_LINES = '.\r\n';

/** @param text ASCII, in one line. */
export function formatOk(text: string): string {
  return `+OK ${text}\r\n`;
}

/** @param text ASCII, in one line. */
export function formatError(text: string, code: ResponseCode | null = null): string {
  return code === null ? `-ERR ${text}\r\n` : `-ERR [${code}] ${text}\r\n`;
}
