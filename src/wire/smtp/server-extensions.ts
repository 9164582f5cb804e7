/** What a server offers in its reply to EHLO. RFC 5321 section 4.1.1.1 */
import type { ServerReply } from './server-reply.ts';

export interface ServerExtensions {
  /** What the server calls itself. */
  readonly name: string;
  readonly pipelining: boolean;
  readonly chunking: boolean;
  readonly eightBitMime: boolean;
  readonly binaryMime: boolean;
  readonly smtpUtf8: boolean;
  readonly dsn: boolean;
  readonly startTls: boolean;
  /** RFC 8689 section 2 */
  readonly requireTls: boolean;
  /** RFC 6710 section 3 */
  readonly priority: boolean;
  /** RFC 2852 section 2: the least time in seconds for mode R, 0 where none is told; null without the extension. */
  readonly deliverByMinSeconds: number | null;
  /** RFC 1870: null without the extension, or where the server names no limit. */
  readonly maxSizeBytes: number | null;
  readonly size: boolean;
  /** Mechanisms of AUTH, upper case. */
  readonly auth: ReadonlySet<string>;
  /** RFC 9422: null where there is none. */
  readonly maxMails: number | null;
  readonly maxRecipients: number | null;
  readonly maxRecipientDomains: number | null;
}

/** A server that knows HELO only, or did not say. */
export const NO_EXTENSIONS: ServerExtensions = extensionsOf('', new Map());

/** Reads the lines behind the first. What is malformed or unknown is passed over. */
export function readExtensions(reply: ServerReply): ServerExtensions {
  const [first = '', ...lines] = reply.lines;
  const keywords = new Map<string, string>();
  for (const line of lines) {
    const match = KEYWORD.exec(line);
    if (match === null) continue;
    const [, keyword = '', parameters = ''] = match;
    const name = keyword.toUpperCase();
    // Servers that old clients must understand announce AUTH twice, as `AUTH PLAIN` and `AUTH=PLAIN`.
    const before = keywords.get(name);
    keywords.set(name, before === undefined ? parameters : `${before} ${parameters}`);
  }
  return extensionsOf(first.split(' ')[0] ?? '', keywords);
}

const KEYWORD = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:[ =]+(.*))?$/;
/** More digits than any message has octets: taken for no limit. */
const MAX_DIGITS = 15;

function extensionsOf(name: string, keywords: ReadonlyMap<string, string>): ServerExtensions {
  const has = (keyword: string) => keywords.has(keyword);
  const limits = new Map(
    (keywords.get('LIMITS') ?? '').split(/\s+/).map((limit) => {
      const [key = '', value = ''] = limit.split('=');
      return [key.toUpperCase(), positive(value)] as const;
    }),
  );
  const limit = (key: string) => limits.get(key) ?? null;
  return {
    name,
    pipelining: has('PIPELINING'),
    chunking: has('CHUNKING'),
    eightBitMime: has('8BITMIME'),
    // Only BDAT can carry such a message. RFC 3030 section 3
    binaryMime: has('BINARYMIME') && has('CHUNKING'),
    smtpUtf8: has('SMTPUTF8'),
    dsn: has('DSN'),
    startTls: has('STARTTLS'),
    requireTls: has('REQUIRETLS'),
    priority: has('MT-PRIORITY'),
    deliverByMinSeconds: has('DELIVERBY') ? (positive(keywords.get('DELIVERBY')?.split(/[\s,]/)[0] ?? '') ?? 0) : null,
    maxSizeBytes: positive(keywords.get('SIZE')?.trim() ?? ''),
    size: has('SIZE'),
    auth: new Set((keywords.get('AUTH') ?? '').toUpperCase().split(/\s+/).filter(Boolean)),
    maxMails: limit('MAILMAX'),
    maxRecipients: limit('RCPTMAX'),
    maxRecipientDomains: limit('RCPTDOMAINMAX'),
  };
}

/** Zero means that there is no limit. RFC 1870 section 4 */
function positive(digits: string): number | null {
  if (!/^\d+$/.test(digits) || digits.length > MAX_DIGITS) return null;
  return Number(digits) || null;
}
