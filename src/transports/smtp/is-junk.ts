/** Commands that bring no message nearer, whatever their reply: some are useful, hundreds are not. */
import type { SmtpCommand, SmtpVerb } from '../../wire/smtp/command.ts';

const JUNK: ReadonlySet<SmtpVerb> = new Set<SmtpVerb>([
  'EHLO',
  'HELO',
  'LHLO',
  'RSET',
  'NOOP',
  'HELP',
  'VRFY',
  'EXPN',
  'ETRN',
]);

export function isJunk(command: SmtpCommand): boolean {
  if (command.verb === 'BDAT') return command.sizeBytes === 0 && !command.isLast;
  return JUNK.has(command.verb);
}
