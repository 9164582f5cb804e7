/** SEARCH: RFC 9051 section 6.4.4, with RFC 4731, RFC 5032, RFC 5182, RFC 7162, RFC 8474 and RFC 8514. */
import type { Command, Day, SearchKey, SearchReturn, SequenceSet } from './command.ts';
import { parseDay } from './date.ts';
import { MAX_LIST_ITEMS, MAX_SEARCH_DEPTH } from './limits.ts';
import type { ImapScanner } from './scanner.ts';

const RETURNS: Readonly<Record<string, SearchReturn>> = {
  MIN: 'min',
  MAX: 'max',
  ALL: 'all',
  COUNT: 'count',
  SAVE: 'save',
};

export function parseSearch(scanner: ImapScanner, isUid: boolean): Command {
  scanner.space();
  let returns: SearchReturn[] | null = null;
  if (scanner.accept('RETURN (')) {
    returns = [];
    while (!scanner.accept(')')) {
      if (returns.length > 0) scanner.space();
      const name = scanner.word();
      const found = Object.hasOwn(RETURNS, name) ? RETURNS[name] : undefined;
      if (found === undefined) scanner.fail(`Unknown result option ${name}`);
      else if (!returns.includes(found)) returns.push(found);
    }
    // RFC 4731 section 3.1: RETURN () is RETURN (ALL)
    if (returns.length === 0) returns.push('all');
    scanner.space();
  }
  let charset: string | null = null;
  if (scanner.accept('CHARSET ')) {
    charset = scanner.astring().toUpperCase();
    scanner.space();
  }
  const budget = { keys: MAX_LIST_ITEMS };
  const keys = [searchKey(scanner, 0, budget)];
  while (!scanner.isAtEnd) {
    if (scanner.accept(' ') && !scanner.isAtEnd) keys.push(searchKey(scanner, 0, budget));
    else break;
  }
  return { name: 'SEARCH', isUid, returns, charset, key: joined(keys) };
}

/** How many keys the whole search may still have, at whatever depth. */
interface Budget {
  keys: number;
}

type KeyReader = (scanner: ImapScanner, depth: number, budget: Budget) => SearchKey;

const flag =
  (name: 'seen' | 'answered' | 'flagged' | 'deleted' | 'draft', isSet: boolean): KeyReader =>
  () => ({ kind: 'flag', flag: name, isSet });

const plain =
  (kind: 'all' | 'recent' | 'new' | 'old' | 'savedatesupported'): KeyReader =>
  () => ({ kind });

const text =
  (kind: 'bcc' | 'cc' | 'from' | 'to' | 'subject' | 'body' | 'text'): KeyReader =>
  (scanner) => ({ kind, value: argument(scanner) });

type DayKind = Extract<SearchKey, { readonly day: Day }>['kind'];

const onDay =
  (kind: DayKind): KeyReader =>
  (scanner) => ({ kind, day: dayArgument(scanner) });

const keyword =
  (isSet: boolean): KeyReader =>
  (scanner) => {
    scanner.space();
    return { kind: 'keyword', keyword: scanner.flag(), isSet };
  };

const size =
  (kind: 'larger' | 'smaller'): KeyReader =>
  (scanner) => {
    scanner.space();
    return { kind, sizeBytes: scanner.number64() };
  };

const within =
  (kind: 'older' | 'younger'): KeyReader =>
  (scanner) => {
    scanner.space();
    return { kind, seconds: scanner.positive() };
  };

const objectId =
  (kind: 'emailid' | 'threadid'): KeyReader =>
  (scanner) => {
    scanner.space();
    return { kind, id: scanner.astring() };
  };

const KEYS: Readonly<Record<string, KeyReader>> = {
  ALL: plain('all'),
  RECENT: plain('recent'),
  NEW: plain('new'),
  OLD: plain('old'),
  SAVEDATESUPPORTED: plain('savedatesupported'),
  SEEN: flag('seen', true),
  UNSEEN: flag('seen', false),
  ANSWERED: flag('answered', true),
  UNANSWERED: flag('answered', false),
  FLAGGED: flag('flagged', true),
  UNFLAGGED: flag('flagged', false),
  DELETED: flag('deleted', true),
  UNDELETED: flag('deleted', false),
  DRAFT: flag('draft', true),
  UNDRAFT: flag('draft', false),
  KEYWORD: keyword(true),
  UNKEYWORD: keyword(false),
  BCC: text('bcc'),
  CC: text('cc'),
  FROM: text('from'),
  TO: text('to'),
  SUBJECT: text('subject'),
  BODY: text('body'),
  TEXT: text('text'),
  BEFORE: onDay('before'),
  ON: onDay('on'),
  SINCE: onDay('since'),
  SENTBEFORE: onDay('sentbefore'),
  SENTON: onDay('senton'),
  SENTSINCE: onDay('sentsince'),
  SAVEDBEFORE: onDay('savedbefore'),
  SAVEDON: onDay('savedon'),
  SAVEDSINCE: onDay('savedsince'),
  LARGER: size('larger'),
  SMALLER: size('smaller'),
  OLDER: within('older'),
  YOUNGER: within('younger'),
  EMAILID: objectId('emailid'),
  THREADID: objectId('threadid'),
  HEADER: (scanner) => {
    scanner.space();
    const field = scanner.astring();
    return { kind: 'header', field, value: argument(scanner) };
  },
  UID: (scanner) => {
    scanner.space();
    return { kind: 'uid', set: scanner.sequenceSet() };
  },
  MODSEQ: modSeqKey,
  NOT: (scanner, depth, budget) => {
    scanner.space();
    return { kind: 'not', key: searchKey(scanner, depth + 1, budget) };
  },
  OR: (scanner, depth, budget) => {
    scanner.space();
    const left = searchKey(scanner, depth + 1, budget);
    scanner.space();
    return { kind: 'or', left, right: searchKey(scanner, depth + 1, budget) };
  },
};

function searchKey(scanner: ImapScanner, depth: number, budget: Budget): SearchKey {
  if (depth > MAX_SEARCH_DEPTH) scanner.fail('Search nested too deeply');
  budget.keys -= 1;
  if (budget.keys < 0) scanner.fail(`More than ${MAX_LIST_ITEMS} search keys`);
  if (scanner.isNext('(')) {
    const keys = scanner.list(() => searchKey(scanner, depth + 1, budget));
    return keys.length === 0 ? scanner.fail('Expected a search key') : joined(keys);
  }
  const set = sequenceKey(scanner);
  if (set !== null) return { kind: 'sequence', set };
  const name = scanner.word();
  const read = Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
  return read === undefined ? scanner.fail(`Unknown search key ${name}`) : read(scanner, depth, budget);
}

function sequenceKey(scanner: ImapScanner): SequenceSet | null {
  const isSet = scanner.isDigitNext || scanner.isNext('*') || scanner.isNext('$');
  return isSet ? scanner.sequenceSet() : null;
}

function joined(keys: readonly SearchKey[]): SearchKey {
  const [first] = keys;
  return keys.length === 1 && first !== undefined ? first : { kind: 'and', keys };
}

function argument(scanner: ImapScanner): string {
  scanner.space();
  return scanner.text();
}

function dayArgument(scanner: ImapScanner): Day {
  scanner.space();
  const day = parseDay(scanner.astring());
  return day ?? scanner.fail('Expected a day such as 1-Feb-1994');
}

/** `MODSEQ "/flags/\\draft" all 620162338`: one ModSeq is kept for all of a message. RFC 7162 section 3.1.5 */
function modSeqKey(scanner: ImapScanner): SearchKey {
  scanner.space();
  if (scanner.isNext('"')) {
    scanner.string();
    scanner.space();
    const type = scanner.word();
    if (type !== 'PRIV' && type !== 'SHARED' && type !== 'ALL') scanner.fail('Expected priv, shared or all');
    scanner.space();
  }
  return { kind: 'modseq', since: scanner.number64() };
}
