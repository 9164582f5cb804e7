/** Replies: RFC 5321 section 4.2, with the enhanced status codes of RFC 2034 and RFC 3463. */

export interface Reply {
  /** The three digits. */
  readonly code: number;
  /** All lines, each with its CRLF: ready to send. */
  readonly text: string;
}

/** `2.1.0`, or null where RFC 2034 section 4 wants none: the greeting, EHLO, and intermediate replies. */
export type EnhancedCode = `${2 | 4 | 5}.${number}.${number}` | null;

/** RFC 5321 section 4.5.3.1.5 */
const MAX_REPLY_LINE = 512;

/** Makes a reply of one or more lines; each line bears the enhanced code. Characters that are not printable ASCII become `?`. */
export function reply(code: number, enhanced: EnhancedCode, ...lines: readonly [string, ...string[]]): Reply {
  const prefix = enhanced === null ? '' : `${enhanced} `;
  const last = lines.length - 1;
  const text = lines.map((line, index) => {
    const plain = `${code}${index === last ? ' ' : '-'}${prefix}${line}`.replace(UNPRINTABLE, '?');
    return `${plain.slice(0, MAX_REPLY_LINE - 2)}\r\n`;
  });
  return { code, text: text.join('') };
}

const UNPRINTABLE = /[^\x20-\x7e]/g;
