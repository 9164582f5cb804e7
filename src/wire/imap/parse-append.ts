/** APPEND, message by message: RFC 9051 section 6.3.12, RFC 3502, RFC 3516 section 4.4, RFC 6855 section 4. */

import type { AppendMessage, Command } from './command.ts';
import { readLiteralHeader } from './command-assembler.ts';
import { parseDateTime } from './date.ts';
import { ImapScanner } from './scanner.ts';

/** The command up to the header of its first message's literal, which ends the text. */
export function parseAppend(scanner: ImapScanner): Command {
  scanner.space();
  const mailbox = scanner.mailbox();
  scanner.space();
  return { name: 'APPEND', mailbox, message: appendMessage(scanner) };
}

/** What may follow a message: another one, or the end of the command (null). */
export interface AppendContinuation {
  readonly tag: string;
  /** The message before it came as `UTF8 (~{n}`, so that a parenthesis must be closed first. */
  readonly isAfterUtf8: boolean;
}

/** @param line without its line end. Throws ImapSyntaxError. */
export function parseAppendContinuation(line: string, { tag, isAfterUtf8 }: AppendContinuation): AppendMessage | null {
  const scanner = new ImapScanner(line, false);
  scanner.tag = tag;
  if (isAfterUtf8) scanner.expect(')');
  if (scanner.isAtEnd) return null;
  scanner.space();
  // compatibility: some clients leave a space behind the last message.
  if (scanner.isAtEnd) return null;
  return appendMessage(scanner);
}

function appendMessage(scanner: ImapScanner): AppendMessage {
  let flags: string[] = [];
  let date: AppendMessage['date'] = null;
  if (scanner.isNext('(')) {
    flags = scanner.list(() => scanner.flag());
    scanner.space();
  }
  if (scanner.isNext('"')) {
    date = parseDateTime(scanner.string());
    if (date === null) scanner.fail('Expected a date such as "17-Jul-1996 02:44:25 -0700"');
    scanner.space();
  }
  const isUtf8 = scanner.accept('UTF8 (');
  const rest = scanner.rest();
  const literal = readLiteralHeader(rest);
  if (literal === null || !/^~?\{\d+\+?\}$/.test(rest)) return scanner.fail('Expected the literal of a message');
  if (isUtf8 && !literal.isBinary) scanner.fail('UTF8 needs a literal8');
  return { flags, date, literal, isUtf8 };
}
