/** LIST with its extensions, and LSUB. RFC 9051 section 6.3.9, RFC 5258, RFC 5819, RFC 6154; RFC 3501 section 6.3.9 */
import type { Command, ListOptions, StatusItem } from './command.ts';
import { MAX_LIST_PATTERNS } from './limits.ts';
import { parseStatusItems } from './parse-status.ts';
import type { ImapScanner } from './scanner.ts';

type Selection = ListOptions['selection'][number];
type Returned = ListOptions['returns'][number];

const SELECTION: Readonly<Record<string, Selection>> = {
  SUBSCRIBED: 'subscribed',
  REMOTE: 'remote',
  RECURSIVEMATCH: 'recursivematch',
  'SPECIAL-USE': 'special-use',
};

const RETURNED: Readonly<Record<string, Returned>> = {
  SUBSCRIBED: 'subscribed',
  CHILDREN: 'children',
  'SPECIAL-USE': 'special-use',
};

export function parseList(scanner: ImapScanner): Command {
  scanner.space();
  let isExtended = false;
  let selection: Selection[] = [];
  if (scanner.isNext('(')) {
    isExtended = true;
    selection = scanner.list(() => option(scanner, SELECTION));
    scanner.space();
  }
  const reference = scanner.mailbox();
  scanner.space();
  let patterns: string[];
  if (scanner.isNext('(')) {
    isExtended = true;
    patterns = scanner.list(() => scanner.listMailbox(), MAX_LIST_PATTERNS);
    if (patterns.length === 0) scanner.fail('Expected a pattern');
  } else patterns = [scanner.listMailbox()];
  const returns: Returned[] = [];
  let status: readonly StatusItem[] | null = null;
  if (scanner.accept(' RETURN ')) {
    isExtended = true;
    scanner.list(() => {
      if (scanner.accept('STATUS ')) status = parseStatusItems(scanner);
      else returns.push(option(scanner, RETURNED));
    });
  }
  // RFC 5258 section 3.1: RECURSIVEMATCH says something only about another selection.
  if (selection.includes('recursivematch') && !selection.some((one) => one === 'subscribed' || one === 'special-use')) {
    scanner.fail('RECURSIVEMATCH needs another selection option');
  }
  return { name: 'LIST', reference, patterns, options: isExtended ? { selection, returns, status } : null };
}

export function parseLsub(scanner: ImapScanner): Command {
  scanner.space();
  const reference = scanner.mailbox();
  scanner.space();
  return { name: 'LSUB', reference, pattern: scanner.listMailbox() };
}

function option<T>(scanner: ImapScanner, known: Readonly<Record<string, T>>): T {
  const name = scanner.word();
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  return found === undefined ? scanner.fail(`Unknown LIST option ${name}`) : found;
}
