/** STORE: RFC 9051 section 6.4.6; UNCHANGEDSINCE: RFC 7162 section 3.1.3. */
import type { Command } from './command.ts';
import { MAX_LIST_ITEMS } from './limits.ts';
import type { ImapScanner } from './scanner.ts';

export function parseStore(scanner: ImapScanner, isUid: boolean): Command {
  scanner.space();
  const set = scanner.sequenceSet();
  scanner.space();
  let unchangedSince: number | null = null;
  if (scanner.accept('(')) {
    scanner.expect('UNCHANGEDSINCE ');
    unchangedSince = scanner.number64();
    scanner.expect(') ');
  }
  const mode = scanner.accept('+') ? 'add' : scanner.accept('-') ? 'remove' : 'replace';
  scanner.expect('FLAGS');
  const isSilent = scanner.accept('.SILENT');
  scanner.space();
  const flags = scanner.isNext('(') ? scanner.list(() => scanner.flag()) : bareFlags(scanner);
  return { name: 'STORE', isUid, set, mode, isSilent, flags, unchangedSince };
}

/** Flags without parentheses. */
function bareFlags(scanner: ImapScanner): string[] {
  const flags = [scanner.flag()];
  while (scanner.accept(' ') && !scanner.isAtEnd) {
    if (flags.length === MAX_LIST_ITEMS) scanner.fail('Too many flags');
    flags.push(scanner.flag());
  }
  return flags;
}
