/**
 * The commands of a client, ready to be sent. RFC 5321 section 4.1.1
 *
 * Whatever goes into them was written by somebody else: each value must have the form that its place asks for, so that
 * none can end the command, add a parameter or begin another one. Every function throws Failure `invalid` otherwise.
 */
import { Failure } from '../../base/failure.ts';
import { isAscii } from '../../base/text.ts';
import { formatMailAddress, parseMailAddress } from '../../formats/address/mail-address.ts';
import { SMTP_LIMITS } from './limits.ts';
import { encodeUnitext, encodeXtext } from './xtext.ts';

/** Parameters that are null or false are not sent: ask only for what the server offers. */
export interface MailArguments {
  /** The empty string is the null reverse-path. */
  readonly address: string;
  readonly sizeBytes: number | null;
  readonly body: '7bit' | '8bitmime' | 'binarymime' | null;
  readonly smtpUtf8: boolean;
  readonly returnContent: 'full' | 'headers' | null;
  readonly envelopeId: string | null;
  readonly requireTls: boolean;
  /** −9 to 9. RFC 6710 section 3 */
  readonly priority: number | null;
  /** RFC 2852 section 4 */
  readonly deliverBy: {
    readonly seconds: number;
    readonly mode: 'notify' | 'return';
    readonly isTraced: boolean;
  } | null;
}

export interface RcptArguments {
  readonly address: string;
  /** Null: not sent; empty: NEVER. */
  readonly notify: readonly ('success' | 'failure' | 'delay')[] | null;
  /** `addr-type;address` */
  readonly originalRecipient: string | null;
  readonly smtpUtf8: boolean;
}

export function helloCommand(verb: 'EHLO' | 'HELO', name: string): string {
  if (!CLIENT_NAME.test(name)) throw new Failure('invalid', 'not a name for a client');
  return line(`${verb} ${name}`);
}

export function mailCommand(mail: MailArguments): string {
  const { address, sizeBytes, body, envelopeId, priority, deliverBy } = mail;
  const parameters = [`MAIL FROM:<${address === '' ? '' : checkedAddress(address, mail.smtpUtf8)}>`];
  if (sizeBytes !== null) parameters.push(`SIZE=${checkedNumber(sizeBytes, 0, Number.MAX_SAFE_INTEGER)}`);
  if (body !== null) parameters.push(`BODY=${BODIES[body]}`);
  if (mail.smtpUtf8) parameters.push('SMTPUTF8');
  if (mail.returnContent !== null) parameters.push(`RET=${mail.returnContent === 'full' ? 'FULL' : 'HDRS'}`);
  if (envelopeId !== null) parameters.push(`ENVID=${bounded(encodeXtext(envelopeId), SMTP_LIMITS.envelopeIdOctets)}`);
  if (mail.requireTls) parameters.push('REQUIRETLS');
  if (priority !== null) parameters.push(`MT-PRIORITY=${checkedNumber(priority, -9, 9)}`);
  if (deliverBy !== null) {
    const seconds = checkedNumber(deliverBy.seconds, -MAX_BY_SECONDS, MAX_BY_SECONDS);
    const mode = deliverBy.mode === 'return' ? 'R' : 'N';
    parameters.push(`BY=${seconds};${mode}${deliverBy.isTraced ? 'T' : ''}`);
  }
  return line(parameters.join(' '));
}

export function rcptCommand({ address, notify, originalRecipient, smtpUtf8 }: RcptArguments): string {
  const parameters = [`RCPT TO:<${checkedAddress(address, smtpUtf8)}>`];
  if (notify !== null) {
    parameters.push(`NOTIFY=${notify.length === 0 ? 'NEVER' : notify.map((word) => word.toUpperCase()).join(',')}`);
  }
  if (originalRecipient !== null) parameters.push(`ORCPT=${formatOriginalRecipient(originalRecipient, smtpUtf8)}`);
  return line(parameters.join(' '));
}

/** RFC 3030 section 2: so many octets must follow at once. */
export function bdatCommand(sizeBytes: number, isLast: boolean): string {
  return line(`BDAT ${checkedNumber(sizeBytes, 0, Number.MAX_SAFE_INTEGER)}${isLast ? ' LAST' : ''}`);
}

/** @param initialResponse null for none, empty for `=`. RFC 4954 section 4 */
export function authCommand(mechanism: string, initialResponse: string | null): string {
  if (!MECHANISM.test(mechanism)) throw new Failure('invalid', 'not a mechanism');
  const response = initialResponse === null ? '' : ` ${initialResponse === '' ? '=' : authResponse(initialResponse)}`;
  return line(`AUTH ${mechanism}${response}`, SMTP_LIMITS.authLineBytes);
}

/** A line of an AUTH exchange, without its line end: base64. */
export function authResponse(text: string): string {
  if (!BASE64.test(text)) throw new Failure('invalid', 'not base64');
  return text;
}

export const PLAIN_COMMANDS = {
  data: 'DATA\r\n',
  rset: 'RSET\r\n',
  quit: 'QUIT\r\n',
  startTls: 'STARTTLS\r\n',
  noop: 'NOOP\r\n',
} as const;

const BODIES = { '7bit': '7BIT', '8bitmime': '8BITMIME', binarymime: 'BINARYMIME' } as const;
/** A host name, or an address literal in brackets. RFC 5321 section 4.1.1.1 */
const CLIENT_NAME = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])?|\[[A-Za-z0-9.:]{1,64}\])$/;
const MECHANISM = /^[A-Z0-9_-]{1,20}$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const ADDRESS_TYPE = /^[A-Za-z0-9-]{1,32}$/;
/** Nine digits. RFC 2852 section 4 */
const MAX_BY_SECONDS = 999_999_999;
/** What no line of a command may hold; U+2028 and U+2029 are line ends for some. */
const CONTROLS = /[\p{Cc}\u2028\u2029]/u;

/** Written anew from what it means, so that it is one address for whoever reads it. */
function checkedAddress(text: string, smtpUtf8: boolean): string {
  const address = formatMailAddress(parseMailAddress(text));
  if (!smtpUtf8 && !isAscii(address)) throw new Failure('invalid', 'an address beyond ASCII without SMTPUTF8');
  return address;
}

function checkedNumber(value: number, min: number, max: number): number {
  if (!Number.isSafeInteger(value) || value < min || value > max) throw new Failure('invalid', 'number out of range');
  return value;
}

/** RFC 3461 section 4.2, RFC 6533 section 3 */
function formatOriginalRecipient(text: string, smtpUtf8: boolean): string {
  const semicolon = text.indexOf(';');
  const type = text.slice(0, semicolon);
  const address = text.slice(semicolon + 1);
  if (semicolon < 0 || !ADDRESS_TYPE.test(type)) throw new Failure('invalid', 'not an original recipient');
  const written = isAscii(address)
    ? `${type};${encodeXtext(address)}`
    : `utf-8;${smtpUtf8 ? encodeXtext(address, 'utf8') : encodeUnitext(address)}`;
  return bounded(written, SMTP_LIMITS.originalRecipientOctets);
}

function bounded(text: string, maxOctets: number): string {
  if (Buffer.byteLength(text) > maxOctets) throw new Failure('invalid', 'a parameter that is too long');
  return text;
}

function line(text: string, maxBytes: number = SMTP_LIMITS.commandLineBytes): string {
  // Nothing above lets a control character through; this is what the promise at the top rests on all the same.
  if (CONTROLS.test(text) || !text.isWellFormed()) throw new Failure('invalid', 'a control character in a command');
  if (Buffer.byteLength(text) + 2 > maxBytes) throw new Failure('invalid', 'a command that is too long');
  return `${text}\r\n`;
}
