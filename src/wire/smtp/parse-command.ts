/**
 * Command lines: RFC 5321 section 4.1.1. Strict, with two leniencies that programs in use need: white space behind
 * `MAIL FROM:` and `RCPT TO:`, and white space at the end of a line (RFC 5321 section 4.1.1.1 asks to tolerate it).
 */
import type { AuthCommand, BdatCommand, HelloCommand, MailCommand, RcptCommand, SmtpCommand } from './command.ts';
import { SMTP_LIMITS } from './limits.ts';
import { parseMailParameters, parseRcptParameters } from './parse-parameters.ts';
import { parsePath } from './parse-path.ts';
import { CommandSyntaxError } from './syntax-error.ts';

/**
 * Reads one line with its CRLF. Throws CommandSyntaxError.
 *
 * A line that a bare LF ends is refused: what one server reads as two commands another reads as one.
 */
export function parseCommand(line: Uint8Array): SmtpCommand {
  const text = decodeLine(line);
  const space = text.indexOf(' ');
  const verb = (space < 0 ? text : text.slice(0, space)).toUpperCase();
  const argument = space < 0 ? '' : text.slice(space + 1).trim();
  switch (verb) {
    case 'EHLO':
    case 'HELO':
    case 'LHLO':
      return parseHello(verb, argument);
    case 'MAIL':
      return parseMail(argument);
    case 'RCPT':
      return parseRcpt(argument);
    case 'BDAT':
      return parseBdat(argument);
    case 'AUTH':
      return parseAuth(argument);
    case 'DATA':
    case 'RSET':
    case 'QUIT':
    case 'STARTTLS':
      if (argument !== '') throw new CommandSyntaxError('argument', `${verb} takes no argument`);
      return { verb };
    case 'VRFY':
    case 'EXPN':
    case 'ETRN':
      if (argument === '') throw new CommandSyntaxError('argument', `${verb} needs an argument`);
      return { verb };
    case 'NOOP':
    case 'HELP':
      return { verb };
    default:
      throw new CommandSyntaxError('unknown-command', 'unknown command');
  }
}

const CR = 13;
const LF = 10;
const CONTROLS = /[\x00-\x1f\x7f]/;
const BEYOND_ASCII = /[\x80-\xff]/;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a line without its CRLF. Throws CommandSyntaxError `line`: no CRLF, control characters, not UTF-8. */
export function decodeLine(line: Uint8Array): string {
  const end = line.length - 2;
  if (end < 0 || line[end] !== CR || line[end + 1] !== LF) throw new CommandSyntaxError('line', 'line without CRLF');
  const octets = Buffer.from(line.buffer, line.byteOffset, end).toString('latin1');
  if (CONTROLS.test(octets)) throw new CommandSyntaxError('line', 'control characters in a command');
  if (!BEYOND_ASCII.test(octets)) return octets;
  try {
    return utf8.decode(line.subarray(0, end));
  } catch {
    throw new CommandSyntaxError('line', 'a command that is not UTF-8');
  }
}

/**
 * A client that takes this port for another protocol's: an HTTP request line, or a TLS handshake in the clear. A
 * browser can be made to send the former with a body of SMTP commands, so the session must end here.
 */
export function isForeignProtocol(line: Uint8Array): boolean {
  if (line[0] === TLS_HANDSHAKE && line[1] === TLS_MAJOR) return true;
  return HTTP_REQUEST.test(Buffer.from(line.buffer, line.byteOffset, line.length).toString('latin1'));
}

const TLS_HANDSHAKE = 0x16;
const TLS_MAJOR = 3;
const HTTP_REQUEST = /^(?:[A-Z-]{3,20} \S+ HTTP\/\d|(?:GET|POST|PUT|CONNECT) )/;

/** Clients present all kinds of names here; RFC 5321 section 4.1.4 forbids to refuse mail for what the name says. */
function parseHello(verb: HelloCommand['verb'], name: string): HelloCommand {
  if (name.length > SMTP_LIMITS.clientNameOctets || !/^[\x21-\x7e]+$/.test(name)) {
    throw new CommandSyntaxError('argument', `${verb} needs a name`);
  }
  return { verb, name };
}

function parseMail(argument: string): MailCommand {
  const match = /^FROM: */i.exec(argument);
  if (match === null) throw new CommandSyntaxError('argument', 'MAIL without FROM:');
  const path = parsePath(argument.slice(match[0].length), 'sender-address');
  if (path.address === 'postmaster') throw new CommandSyntaxError('sender-address', 'sender without a domain');
  const parameters = parseMailParameters(path.rest);
  return { verb: 'MAIL', from: path.address, isInternational: path.isInternational, ...parameters };
}

function parseRcpt(argument: string): RcptCommand {
  const match = /^TO: */i.exec(argument);
  if (match === null) throw new CommandSyntaxError('argument', 'RCPT without TO:');
  const path = parsePath(argument.slice(match[0].length), 'recipient-address');
  if (path.address === null) throw new CommandSyntaxError('recipient-address', 'no recipient');
  const parameters = parseRcptParameters(path.rest);
  return { verb: 'RCPT', to: path.address, isInternational: path.isInternational, ...parameters };
}

function parseBdat(argument: string): BdatCommand {
  const match = /^(\d{1,15})( +LAST)?$/i.exec(argument);
  if (match === null) throw new CommandSyntaxError('argument', 'BDAT needs a size');
  return { verb: 'BDAT', sizeBytes: Number(match[1]), isLast: match[2] !== undefined };
}

function parseAuth(argument: string): AuthCommand {
  const match = /^([A-Za-z0-9_-]{1,20})(?: +(\S+))?$/.exec(argument);
  if (match?.[1] === undefined) throw new CommandSyntaxError('argument', 'AUTH needs a mechanism');
  return { verb: 'AUTH', mechanism: match[1].toUpperCase(), initialResponse: match[2] ?? null };
}
