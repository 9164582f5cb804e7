/** Bounds of what a client may send. Each is checked where the input is read. SECURITY.md section 4 */

export interface CommandLimits {
  /** Octets of all lines of one command, literals left out. */
  readonly lineBytes: number;
  /** Octets of all literals of one command, but for the messages of APPEND. */
  readonly literalBytes: number;
  /** Octets of lines and literals together. */
  readonly totalBytes: number;
}

export const LIMITS_BEFORE_SIGN_IN: CommandLimits = { lineBytes: 8192, literalBytes: 8192, totalBytes: 8192 };
export const LIMITS_SIGNED_IN: CommandLimits = { lineBytes: 65_536, literalBytes: 131_072, totalBytes: 196_608 };

/** Parentheses, OR and NOT within each other. */
export const MAX_SEARCH_DEPTH = 256;
/** Items of any one parenthesised list: FETCH items, header names, flags, options. */
export const MAX_LIST_ITEMS = 1000;
/** Messages of one MULTIAPPEND. RFC 3502 */
export const MAX_APPEND_MESSAGES = 1000;
/** Numbers of one section path: as deep as parts are kept. */
export const MAX_SECTION_DEPTH = 100;
/** RFC 2971 section 3.3 */
export const MAX_ID_FIELDS = 30;
/** A pattern of LIST has few wildcards; more than these are taken for an attack. */
export const MAX_LIST_PATTERNS = 100;
