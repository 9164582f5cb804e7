/** ESMTP parameters of MAIL and RCPT: RFC 5321 section 4.1.2. */
import { isAscii } from '../../base/text.ts';
import type { DeliverByRequest, HoldRequest, MailCommand, RcptCommand } from './command.ts';
import { SMTP_LIMITS } from './limits.ts';
import { CommandSyntaxError } from './syntax-error.ts';
import { decodeXtext } from './xtext.ts';

const PARAMETER = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:=([\x21-\x3c\x3e-\x7e\u00a0-\uffff]+))?$/;

/**
 * Splits ` KEY=value KEY …`; keywords come back in upper case, a parameter without a value as null. The order is lost
 * on purpose: no parameter depends on another's place.
 *
 * Throws CommandSyntaxError `argument` for what is no parameter, and for one that is there twice.
 */
function splitParameters(text: string): ReadonlyMap<string, string | null> {
  const parameters = new Map<string, string | null>();
  for (const word of text.split(' ')) {
    if (word === '') continue;
    const match = PARAMETER.exec(word);
    const keyword = match?.[1]?.toUpperCase();
    if (keyword === undefined) throw new CommandSyntaxError('argument', 'not a parameter');
    if (parameters.has(keyword)) throw new CommandSyntaxError('argument', `parameter ${keyword} is given twice`);
    parameters.set(keyword, match?.[2] ?? null);
  }
  return parameters;
}

type MailParameters = Omit<MailCommand, 'verb' | 'from' | 'isInternational'>;

const NO_MAIL_PARAMETERS: MailParameters = {
  sizeBytes: null,
  body: '7bit',
  smtpUtf8: false,
  returnContent: null,
  envelopeId: null,
  hold: null,
  priority: null,
  deliverBy: null,
  requiresTls: false,
};

const BODY_TYPES = { '7BIT': '7bit', '8BITMIME': '8bitmime', BINARYMIME: 'binarymime' } as const;
const RETURN_CONTENT = { FULL: 'full', HDRS: 'headers' } as const;
const NOTIFY = { SUCCESS: 'success', FAILURE: 'failure', DELAY: 'delay' } as const;

/** Throws CommandSyntaxError `argument`, `unknown-parameter` or `parameter-value`. */
export function parseMailParameters(text: string): MailParameters {
  if (text === '') return NO_MAIL_PARAMETERS;
  const result: { -readonly [K in keyof MailParameters]: MailParameters[K] } = { ...NO_MAIL_PARAMETERS };
  for (const [keyword, value] of splitParameters(text)) {
    switch (keyword) {
      case 'SIZE':
        result.sizeBytes = parseSizeValue(value);
        break;
      case 'BODY':
        result.body = pick(BODY_TYPES, keyword, value);
        break;
      case 'SMTPUTF8':
        // RFC 6531 section 3.4: the parameter has no value.
        if (value !== null) throw badValue(keyword);
        result.smtpUtf8 = true;
        break;
      case 'RET':
        result.returnContent = pick(RETURN_CONTENT, keyword, value);
        break;
      case 'ENVID':
        result.envelopeId = parseEnvelopeId(value);
        break;
      case 'AUTH':
        // Who first submitted it, as the client says: read for its syntax, believed of nobody. RFC 4954 section 5
        if (value === null || (value !== '<>' && decodeXtext(value, 'utf8') === null)) throw badValue(keyword);
        break;
      case 'HOLDFOR':
      case 'HOLDUNTIL':
        // RFC 4865 section 4.1: only one of the two.
        if (result.hold !== null) throw badValue(keyword);
        result.hold = keyword === 'HOLDFOR' ? parseHoldFor(value) : parseHoldUntil(value);
        break;
      case 'MT-PRIORITY':
        result.priority = parsePriority(value);
        break;
      case 'BY':
        result.deliverBy = parseDeliverBy(value);
        break;
      case 'REQUIRETLS':
        // RFC 8689 section 2: no value.
        if (value !== null) throw badValue(keyword);
        result.requiresTls = true;
        break;
      default:
        throw new CommandSyntaxError('unknown-parameter', `unknown MAIL parameter ${keyword}`);
    }
  }
  return result;
}

type RcptParameters = Pick<RcptCommand, 'notify' | 'originalRecipient'>;

const NO_RCPT_PARAMETERS: RcptParameters = { notify: null, originalRecipient: null };

/** Throws CommandSyntaxError `argument`, `unknown-parameter` or `parameter-value`. */
export function parseRcptParameters(text: string): RcptParameters {
  if (text === '') return NO_RCPT_PARAMETERS;
  const result: { -readonly [K in keyof RcptParameters]: RcptParameters[K] } = { ...NO_RCPT_PARAMETERS };
  for (const [keyword, value] of splitParameters(text)) {
    if (keyword === 'NOTIFY') result.notify = parseNotify(value);
    else if (keyword === 'ORCPT') result.originalRecipient = parseOriginalRecipient(value);
    else throw new CommandSyntaxError('unknown-parameter', `unknown RCPT parameter ${keyword}`);
  }
  return result;
}

/** A number too large to be exact is still too large a message: it becomes Infinity-like, and is refused as such. */
export function parseSizeValue(value: string | null): number {
  if (value === null || value.length > SMTP_LIMITS.sizeDigits || !/^\d+$/.test(value)) throw badValue('SIZE');
  return Number(value);
}

/** RFC 3461 section 4.4 */
function parseEnvelopeId(value: string | null): string {
  const decoded = value === null || value.length > SMTP_LIMITS.envelopeIdOctets ? null : decodeXtext(value);
  if (decoded === null || decoded === '') throw badValue('ENVID');
  return decoded;
}

/** RFC 4865 section 3: one to nine digits, without a leading zero. */
function parseHoldFor(value: string | null): HoldRequest {
  if (value === null || !/^[1-9]\d{0,8}$/.test(value)) throw badValue('HOLDFOR');
  return { kind: 'for', seconds: Number(value) };
}

const UTC_DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?Z$/i;

/** RFC 4865 section 3: a date-time of RFC 3339 section 5.6, normalised to UTC. */
function parseHoldUntil(value: string | null): HoldRequest {
  const fits = value !== null && value.length <= SMTP_LIMITS.dateTimeOctets;
  const [, year, month, day, hour, minute, second] = (fits ? UTC_DATE_TIME.exec(value) : null)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) throw badValue('HOLDUNTIL');
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, Math.min(second ?? 0, LAST_SECOND)));
  // The 31st of April is no day, although JavaScript makes one of it.
  const isDate = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!isDate || date.getUTCHours() !== hour || (second ?? 0) > LEAP_SECOND) throw badValue('HOLDUNTIL');
  return { kind: 'until', atMs: date.getTime() };
}

const LAST_SECOND = 59;
/** RFC 3339 section 5.7 */
const LEAP_SECOND = 60;

/** RFC 6710 section 7 */
function parsePriority(value: string | null): number {
  if (value === null || !/^(?:0|-?[1-9])$/.test(value)) throw badValue('MT-PRIORITY');
  return Number(value);
}

/** RFC 2852 section 4: what must be given back by a time that is over is an error. */
function parseDeliverBy(value: string | null): DeliverByRequest {
  const match = value === null ? null : /^([+-]?\d{1,9});([NR])(T?)$/i.exec(value);
  if (match === null) throw badValue('BY');
  const [, time = '', mode = '', trace = ''] = match;
  const seconds = Number(time);
  const isReturned = mode.toUpperCase() === 'R';
  if (isReturned && seconds <= 0) throw badValue('BY');
  return { seconds, mode: isReturned ? 'return' : 'notify', isTraced: trace !== '' };
}

/** RFC 3461 section 4.1: NEVER stands alone. */
function parseNotify(value: string | null): RcptParameters['notify'] {
  if (value?.toUpperCase() === 'NEVER') return [];
  const conditions = new Set((value ?? '').split(',').map((word) => pick(NOTIFY, 'NOTIFY', word)));
  return [...conditions];
}

/** RFC 3461 section 4.2; addr-type `utf-8` by RFC 6533 section 3. */
function parseOriginalRecipient(value: string | null): string {
  const match = value === null ? null : /^([A-Za-z0-9-]{1,32});(.+)$/.exec(value);
  if (value === null || match === null || Buffer.byteLength(value) > SMTP_LIMITS.originalRecipientOctets) {
    throw badValue('ORCPT');
  }
  const [, type = '', encoded = ''] = match;
  const isUtf8 = type.toLowerCase() === 'utf-8';
  const decoded = isUtf8 || isAscii(encoded) ? decodeXtext(encoded, isUtf8 ? 'utf8' : 'ascii') : null;
  if (decoded === null) throw badValue('ORCPT');
  return `${type};${decoded}`;
}

function pick<T extends Readonly<Record<string, string>>>(table: T, keyword: string, value: string | null): T[keyof T] {
  const name = (value ?? '').toUpperCase();
  if (!Object.hasOwn(table, name)) throw badValue(keyword);
  return table[name] as T[keyof T];
}

function badValue(keyword: string): CommandSyntaxError {
  return new CommandSyntaxError('parameter-value', `bad value of ${keyword}`);
}
