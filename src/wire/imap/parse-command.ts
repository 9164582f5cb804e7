/** A complete command as text, to the command that it is. RFC 9051 section 9, command */
import type { Command, PlainCommandName, QresyncParameters, TaggedCommand } from './command.ts';
import { MAX_ID_FIELDS } from './limits.ts';
import { parseAppend } from './parse-append.ts';
import { parseFetch } from './parse-fetch.ts';
import { parseList, parseLsub } from './parse-list.ts';
import { parseSearch } from './parse-search.ts';
import { parseStatus } from './parse-status.ts';
import { parseStore } from './parse-store.ts';
import { ImapScanner } from './scanner.ts';

export interface ParseOptions {
  /** IMAP4rev2 or UTF8=ACCEPT is enabled: names of mailboxes come in UTF-8. */
  readonly isUtf8: boolean;
}

/** @param text from CommandAssembler, in octets. Throws ImapSyntaxError, and nothing else. */
export function parseCommand(text: string, { isUtf8 }: ParseOptions): TaggedCommand {
  const scanner = new ImapScanner(text, isUtf8);
  const tag = scanner.readTag();
  scanner.space();
  scanner.tag = tag;
  const command = named(scanner, scanner.word(), COMMANDS);
  scanner.end();
  return { tag, command };
}

type Parser = (scanner: ImapScanner) => Command;

function named(scanner: ImapScanner, name: string, parsers: Readonly<Record<string, Parser>>): Command {
  const parse = Object.hasOwn(parsers, name) ? parsers[name] : undefined;
  return parse === undefined ? scanner.fail(`Unknown command ${name.slice(0, 50)}`) : parse(scanner);
}

const plain =
  (name: PlainCommandName): Parser =>
  () => ({ name });

const withSet =
  (name: 'COPY' | 'MOVE', isUid: boolean): Parser =>
  (scanner) => {
    scanner.space();
    const set = scanner.sequenceSet();
    return { name, isUid, set, mailbox: mailboxArgument(scanner) };
  };

const onMailbox =
  (name: 'DELETE' | 'SUBSCRIBE' | 'UNSUBSCRIBE'): Parser =>
  (scanner) => ({ name, mailbox: mailboxArgument(scanner) });

const UID_COMMANDS: Readonly<Record<string, Parser>> = {
  FETCH: (scanner) => parseFetch(scanner, true),
  STORE: (scanner) => parseStore(scanner, true),
  SEARCH: (scanner) => parseSearch(scanner, true),
  COPY: withSet('COPY', true),
  MOVE: withSet('MOVE', true),
  EXPUNGE: (scanner) => {
    scanner.space();
    return { name: 'EXPUNGE', uids: scanner.sequenceSet() };
  },
};

const COMMANDS: Readonly<Record<string, Parser>> = {
  CAPABILITY: plain('CAPABILITY'),
  NOOP: plain('NOOP'),
  LOGOUT: plain('LOGOUT'),
  STARTTLS: plain('STARTTLS'),
  CHECK: plain('CHECK'),
  CLOSE: plain('CLOSE'),
  UNSELECT: plain('UNSELECT'),
  NAMESPACE: plain('NAMESPACE'),
  IDLE: plain('IDLE'),
  AUTHENTICATE: parseAuthenticate,
  LOGIN: (scanner) => {
    const userName = textArgument(scanner);
    return { name: 'LOGIN', userName, password: textArgument(scanner) };
  },
  ENABLE: (scanner) => {
    const capabilities: string[] = [];
    do {
      scanner.space();
      capabilities.push(scanner.word());
    } while (!scanner.isAtEnd);
    return { name: 'ENABLE', capabilities };
  },
  ID: parseId,
  SELECT: (scanner) => parseSelect(scanner, 'SELECT'),
  EXAMINE: (scanner) => parseSelect(scanner, 'EXAMINE'),
  CREATE: parseCreate,
  DELETE: onMailbox('DELETE'),
  SUBSCRIBE: onMailbox('SUBSCRIBE'),
  UNSUBSCRIBE: onMailbox('UNSUBSCRIBE'),
  RENAME: (scanner) => {
    const from = mailboxArgument(scanner);
    return { name: 'RENAME', from, to: mailboxArgument(scanner) };
  },
  LIST: parseList,
  LSUB: parseLsub,
  STATUS: parseStatus,
  APPEND: parseAppend,
  EXPUNGE: () => ({ name: 'EXPUNGE', uids: null }),
  SEARCH: (scanner) => parseSearch(scanner, false),
  FETCH: (scanner) => parseFetch(scanner, false),
  STORE: (scanner) => parseStore(scanner, false),
  COPY: withSet('COPY', false),
  MOVE: withSet('MOVE', false),
  UID: (scanner) => {
    scanner.space();
    return named(scanner, scanner.word(), UID_COMMANDS);
  },
  GETQUOTA: (scanner) => ({ name: 'GETQUOTA', root: textArgument(scanner) }),
  GETQUOTAROOT: (scanner) => ({ name: 'GETQUOTAROOT', mailbox: mailboxArgument(scanner) }),
  SETQUOTA: parseSetQuota,
  COMPRESS: (scanner) => {
    scanner.space();
    return { name: 'COMPRESS', algorithm: scanner.word() };
  },
};

function mailboxArgument(scanner: ImapScanner): string {
  scanner.space();
  return scanner.mailbox();
}

function textArgument(scanner: ImapScanner): string {
  scanner.space();
  return scanner.text();
}

/** The initial response as written, RFC 4959; `=` is the empty one. */
function parseAuthenticate(scanner: ImapScanner): Command {
  scanner.space();
  const mechanism = scanner.word();
  const initialResponse = scanner.accept(' ') && !scanner.isAtEnd ? scanner.rest() : null;
  return { name: 'AUTHENTICATE', mechanism, initialResponse };
}

/** RFC 2971 section 3.1 */
function parseId(scanner: ImapScanner): Command {
  scanner.space();
  if (scanner.accept('NIL')) return { name: 'ID', fields: null };
  const fields = new Map<string, string | null>();
  scanner.list(() => {
    const field = scanner.string();
    scanner.space();
    fields.set(field.toLowerCase(), scanner.nstring());
  }, MAX_ID_FIELDS);
  return { name: 'ID', fields };
}

/** `CREATE name (USE (\Drafts))`: RFC 6154 section 3 */
function parseCreate(scanner: ImapScanner): Command {
  const mailbox = mailboxArgument(scanner);
  const specialUse: string[] = [];
  if (scanner.accept(' (')) {
    scanner.expect('USE ');
    specialUse.push(...scanner.list(() => scanner.flag()));
    scanner.expect(')');
  }
  return { name: 'CREATE', mailbox, specialUse };
}

/** RFC 7162 section 3.1.8, 3.2.5 */
function parseSelect(scanner: ImapScanner, name: 'SELECT' | 'EXAMINE'): Command {
  const mailbox = mailboxArgument(scanner);
  let isCondstore = false;
  let qresync: QresyncParameters | null = null;
  if (scanner.accept(' ') && !scanner.isAtEnd) {
    scanner.list(() => {
      const parameter = scanner.word();
      if (parameter === 'CONDSTORE') isCondstore = true;
      else if (parameter === 'QRESYNC') qresync = parseQresync(scanner);
      else scanner.fail(`Unknown parameter ${parameter}`);
    });
  }
  return { name, mailbox, isCondstore, qresync };
}

function parseQresync(scanner: ImapScanner): QresyncParameters {
  scanner.expect(' (');
  const uidValidity = scanner.positive();
  scanner.space();
  const modSeq = scanner.number64();
  let knownUids: QresyncParameters['knownUids'] = null;
  let match: QresyncParameters['match'] = null;
  if (scanner.accept(' ')) {
    if (!scanner.isNext('(')) knownUids = knownSet(scanner);
    if (scanner.isNext('(') || scanner.accept(' ')) {
      scanner.expect('(');
      const sequence = knownSet(scanner);
      scanner.space();
      match = { sequence, uids: knownSet(scanner) };
      scanner.expect(')');
    }
  }
  scanner.expect(')');
  return { uidValidity, modSeq, knownUids, match };
}

/** A set in which `*` may not stand. RFC 7162 section 7, known-uids */
function knownSet(scanner: ImapScanner): NonNullable<QresyncParameters['knownUids']> {
  const ranges = scanner.ranges();
  return ranges.every((range) => range.to !== Infinity) ? ranges : scanner.fail('* cannot stand in this set');
}

/** RFC 9208 section 4.1.3 */
function parseSetQuota(scanner: ImapScanner): Command {
  const root = textArgument(scanner);
  scanner.space();
  const limits = new Map<string, number>();
  scanner.list(() => {
    const resource = scanner.word();
    scanner.space();
    limits.set(resource, scanner.number64());
  });
  return { name: 'SETQUOTA', root, limits };
}
