/** FETCH, with the items of RFC 9051, RFC 3516, RFC 7162, RFC 8474, RFC 8514 and RFC 8970. */
import type { Command, FetchItem, Partial, Section, SectionText } from './command.ts';
import { MAX_SECTION_DEPTH } from './limits.ts';
import type { ImapScanner } from './scanner.ts';

export function parseFetch(scanner: ImapScanner, isUid: boolean): Command {
  scanner.space();
  const set = scanner.sequenceSet();
  scanner.space();
  const items = scanner.isNext('(') ? scanner.list(() => fetchItem(scanner)) : macroOrItem(scanner);
  let changedSince: number | null = null;
  let vanished = false;
  if (scanner.accept(' ')) {
    scanner.list(() => {
      const name = scanner.word();
      if (name === 'CHANGEDSINCE') {
        scanner.space();
        changedSince = scanner.number64();
      } else if (name === 'VANISHED') vanished = true;
      else scanner.fail(`Unknown FETCH modifier ${name}`);
    });
  }
  // RFC 7162 section 3.2.6
  if (vanished && !(isUid && changedSince !== null)) scanner.fail('VANISHED needs UID FETCH and CHANGEDSINCE');
  if (items.length === 0) scanner.fail('Nothing to fetch');
  return { name: 'FETCH', isUid, set, items, changedSince, vanished };
}

type SimpleKind = Exclude<FetchItem['kind'], 'section' | 'binary' | 'binary.size' | 'preview'>;

const SIMPLE: Readonly<Record<string, SimpleKind>> = {
  UID: 'uid',
  FLAGS: 'flags',
  INTERNALDATE: 'internaldate',
  'RFC822.SIZE': 'rfc822.size',
  ENVELOPE: 'envelope',
  BODYSTRUCTURE: 'bodystructure',
  MODSEQ: 'modseq',
  EMAILID: 'emailid',
  THREADID: 'threadid',
  SAVEDATE: 'savedate',
  RFC822: 'rfc822',
  'RFC822.HEADER': 'rfc822.header',
  'RFC822.TEXT': 'rfc822.text',
};

const MACROS: Readonly<Record<string, readonly SimpleKind[]>> = {
  FAST: ['flags', 'internaldate', 'rfc822.size'],
  ALL: ['flags', 'internaldate', 'rfc822.size', 'envelope'],
  FULL: ['flags', 'internaldate', 'rfc822.size', 'envelope', 'body'],
};

function macroOrItem(scanner: ImapScanner): FetchItem[] {
  const name = scanner.itemName();
  const macro = MACROS[name];
  return macro === undefined ? [itemNamed(scanner, name)] : macro.map((kind) => ({ kind }));
}

function fetchItem(scanner: ImapScanner): FetchItem {
  return itemNamed(scanner, scanner.itemName());
}

function itemNamed(scanner: ImapScanner, name: string): FetchItem {
  switch (name) {
    case 'BODY':
      return scanner.isNext('[') ? sectionItem(scanner, false) : { kind: 'body' };
    case 'BODY.PEEK':
      return sectionItem(scanner, true);
    case 'BINARY':
    case 'BINARY.PEEK': {
      const path = binaryPath(scanner);
      return { kind: 'binary', path, partial: partial(scanner), isPeek: name === 'BINARY.PEEK' };
    }
    case 'BINARY.SIZE':
      return { kind: 'binary.size', path: binaryPath(scanner) };
    case 'PREVIEW':
      return { kind: 'preview', isLazy: lazyModifier(scanner) };
    default: {
      const kind = Object.hasOwn(SIMPLE, name) ? SIMPLE[name] : undefined;
      return kind === undefined ? scanner.fail(`Unknown FETCH item ${name}`) : { kind };
    }
  }
}

function sectionItem(scanner: ImapScanner, isPeek: boolean): FetchItem {
  return { kind: 'section', section: section(scanner), partial: partial(scanner), isPeek };
}

function section(scanner: ImapScanner): Section {
  scanner.expect('[');
  const path: number[] = [];
  if (scanner.accept(']')) return { path, text: { kind: 'all' } };
  while (scanner.isDigitNext) {
    pushPart(scanner, path);
    if (scanner.accept(']')) return { path, text: { kind: 'all' } };
    scanner.expect('.');
  }
  const text = sectionText(scanner, path);
  scanner.expect(']');
  return { path, text };
}

function sectionText(scanner: ImapScanner, path: readonly number[]): SectionText {
  const name = scanner.itemName();
  switch (name) {
    case 'HEADER':
      return { kind: 'header' };
    case 'HEADER.FIELDS':
    case 'HEADER.FIELDS.NOT': {
      scanner.space();
      const fields = scanner.list(() => scanner.astring());
      if (fields.length === 0) scanner.fail('Expected names of header fields');
      return { kind: 'header-fields', fields, isNot: name === 'HEADER.FIELDS.NOT' };
    }
    case 'TEXT':
      return { kind: 'text' };
    case 'MIME':
      // RFC 9051 section 6.4.5.1: MIME is the header of a part, and the message itself is none.
      return path.length === 0 ? scanner.fail('MIME needs the number of a part') : { kind: 'mime' };
    default:
      return scanner.fail(`Unknown section ${name}`);
  }
}

function binaryPath(scanner: ImapScanner): number[] {
  scanner.expect('[');
  const path: number[] = [];
  if (scanner.accept(']')) return path;
  do pushPart(scanner, path);
  while (scanner.accept('.'));
  scanner.expect(']');
  return path;
}

function pushPart(scanner: ImapScanner, path: number[]): void {
  if (path.length === MAX_SECTION_DEPTH) scanner.fail('Section too deep');
  path.push(scanner.positive());
}

function partial(scanner: ImapScanner): Partial | null {
  if (!scanner.accept('<')) return null;
  const offset = scanner.number64();
  scanner.expect('.');
  const length = scanner.number64();
  if (length === 0) scanner.fail('Expected a length above zero');
  scanner.expect('>');
  return { offset, length };
}

/** `PREVIEW (LAZY)`: RFC 8970 section 3.2 */
function lazyModifier(scanner: ImapScanner): boolean {
  if (!scanner.accept(' (')) return false;
  scanner.expect('LAZY');
  scanner.expect(')');
  return true;
}
