import { describe, expect, test } from 'vitest';
import { type Command, ImapSyntaxError } from './command.ts';
import { parseCommand } from './parse-command.ts';

const parse = (text: string, isUtf8 = false): Command => parseCommand(`a1 ${text}`, { isUtf8 }).command;

const refusal = (text: string): ImapSyntaxError => {
  try {
    parseCommand(text, { isUtf8: false });
  } catch (error) {
    if (error instanceof ImapSyntaxError) return error;
    throw error;
  }
  throw new Error(`taken: ${text}`);
};

describe('commands', () => {
  test.each<[string, Command]>([
    ['NOOP', { name: 'NOOP' }],
    ['noop ', { name: 'NOOP' }],
    ['LOGIN alice "s\\"e\\\\cret"', { name: 'LOGIN', userName: 'alice', password: 's"e\\cret' }],
    ['LOGIN {5}\r\nalice {6+}\r\nsecret', { name: 'LOGIN', userName: 'alice', password: 'secret' }],
    ['LOGIN "m\xc3\xbcller" x]', { name: 'LOGIN', userName: 'müller', password: 'x]' }],
    ['LOGIN alice "\xfc"', { name: 'LOGIN', userName: 'alice', password: 'ü' }],
    ['AUTHENTICATE plain', { name: 'AUTHENTICATE', mechanism: 'PLAIN', initialResponse: null }],
    ['AUTHENTICATE PLAIN =', { name: 'AUTHENTICATE', mechanism: 'PLAIN', initialResponse: '=' }],
    ['AUTHENTICATE PLAIN AGEAYg==', { name: 'AUTHENTICATE', mechanism: 'PLAIN', initialResponse: 'AGEAYg==' }],
    ['ENABLE condstore IMAP4rev2', { name: 'ENABLE', capabilities: ['CONDSTORE', 'IMAP4REV2'] }],
    ['ID NIL', { name: 'ID', fields: null }],
    [
      'ID ("name" "x" "version" NIL)',
      {
        name: 'ID',
        fields: new Map([
          ['name', 'x'],
          ['version', null],
        ]),
      },
    ],
    ['SELECT inbox', { name: 'SELECT', mailbox: 'inbox', isCondstore: false, qresync: null }],
    ['EXAMINE "a b" (CONDSTORE)', { name: 'EXAMINE', mailbox: 'a b', isCondstore: true, qresync: null }],
    // RFC 7162 section 3.2.5.2
    [
      'SELECT INBOX (QRESYNC (67890007 20050715194045000 41,43:211,214:541 (1:3 41:43)))',
      {
        name: 'SELECT',
        mailbox: 'INBOX',
        isCondstore: false,
        qresync: {
          uidValidity: 67890007,
          modSeq: Number.MAX_SAFE_INTEGER,
          knownUids: [
            { from: 41, to: 41 },
            { from: 43, to: 211 },
            { from: 214, to: 541 },
          ],
          match: { sequence: [{ from: 1, to: 3 }], uids: [{ from: 41, to: 43 }] },
        },
      },
    ],
    [
      'SELECT INBOX (QRESYNC (7 9 (1 5)) CONDSTORE)',
      {
        name: 'SELECT',
        mailbox: 'INBOX',
        isCondstore: true,
        qresync: {
          uidValidity: 7,
          modSeq: 9,
          knownUids: null,
          match: { sequence: [{ from: 1, to: 1 }], uids: [{ from: 5, to: 5 }] },
        },
      },
    ],
    ['CREATE Drafts (USE (\\Drafts))', { name: 'CREATE', mailbox: 'Drafts', specialUse: ['\\Drafts'] }],
    ['DELETE &U,BTFw-', { name: 'DELETE', mailbox: '台北' }],
    ['RENAME a {1}\r\nb', { name: 'RENAME', from: 'a', to: 'b' }],
    ['LIST "" %', { name: 'LIST', reference: '', patterns: ['%'], options: null }],
    [
      'LIST (SUBSCRIBED RECURSIVEMATCH) "" (a* "b%") RETURN (CHILDREN STATUS (MESSAGES UNSEEN MESSAGES))',
      {
        name: 'LIST',
        reference: '',
        patterns: ['a*', 'b%'],
        options: {
          selection: ['subscribed', 'recursivematch'],
          returns: ['children'],
          status: ['messages', 'unseen'],
        },
      },
    ],
    [
      'LIST () "" x RETURN ()',
      { name: 'LIST', reference: '', patterns: ['x'], options: { selection: [], returns: [], status: null } },
    ],
    ['LSUB "#" *', { name: 'LSUB', reference: '#', pattern: '*' }],
    ['STATUS x (MESSAGES SIZE)', { name: 'STATUS', mailbox: 'x', items: ['messages', 'size'] }],
    [
      'APPEND saved (\\Seen $Work) "17-Jul-1996 02:44:25 -0700" {310}',
      {
        name: 'APPEND',
        mailbox: 'saved',
        message: {
          flags: ['\\Seen', '$Work'],
          date: { ms: Date.UTC(1996, 6, 17, 9, 44, 25), offsetMinutes: -420 },
          literal: { sizeBytes: 310, isNonSynchronizing: false, isBinary: false },
          isUtf8: false,
        },
      },
    ],
    [
      'APPEND x UTF8 (~{4+}',
      {
        name: 'APPEND',
        mailbox: 'x',
        message: {
          flags: [],
          date: null,
          literal: { sizeBytes: 4, isNonSynchronizing: true, isBinary: true },
          isUtf8: true,
        },
      },
    ],
    ['EXPUNGE', { name: 'EXPUNGE', uids: null }],
    ['UID EXPUNGE 3000:3002', { name: 'EXPUNGE', uids: [{ from: 3000, to: 3002 }] }],
    ['UID COPY $ "x y"', { name: 'COPY', isUid: true, set: '$', mailbox: 'x y' }],
    [
      'MOVE 4:2,* x',
      {
        name: 'MOVE',
        isUid: false,
        set: [
          { from: 2, to: 4 },
          { from: Infinity, to: Infinity },
        ],
        mailbox: 'x',
      },
    ],
    [
      'STORE 2:* (UNCHANGEDSINCE 12) +flags.silent (\\Deleted)',
      {
        name: 'STORE',
        isUid: false,
        set: [{ from: 2, to: Infinity }],
        mode: 'add',
        isSilent: true,
        flags: ['\\Deleted'],
        unchangedSince: 12,
      },
    ],
    [
      'UID STORE 1 FLAGS \\Seen work',
      {
        name: 'STORE',
        isUid: true,
        set: [{ from: 1, to: 1 }],
        mode: 'replace',
        isSilent: false,
        flags: ['\\Seen', 'work'],
        unchangedSince: null,
      },
    ],
    ['SETQUOTA "" (STORAGE 512)', { name: 'SETQUOTA', root: '', limits: new Map([['STORAGE', 512]]) }],
    ['GETQUOTA ""', { name: 'GETQUOTA', root: '' }],
    ['COMPRESS deflate', { name: 'COMPRESS', algorithm: 'DEFLATE' }],
  ])('%s', (text, command) => {
    expect(parse(text)).toEqual(command);
  });

  test('a name in UTF-8 once that is enabled', () => {
    expect(parse('SELECT "\xe5\x8f\xb0"', true)).toMatchObject({ mailbox: '台' });
    expect(parse('SELECT "&-"', true)).toMatchObject({ mailbox: '&-' });
  });
});

describe('FETCH', () => {
  const items = (text: string) => {
    const command = parse(`FETCH 1 ${text}`);
    return command.name === 'FETCH' ? command.items : [];
  };

  test.each([
    ['ALL', ['flags', 'internaldate', 'rfc822.size', 'envelope']],
    ['full', ['flags', 'internaldate', 'rfc822.size', 'envelope', 'body']],
    ['(UID MODSEQ EMAILID THREADID SAVEDATE)', ['uid', 'modseq', 'emailid', 'threadid', 'savedate']],
    ['(RFC822 RFC822.HEADER BODY BODYSTRUCTURE)', ['rfc822', 'rfc822.header', 'body', 'bodystructure']],
  ])('%s', (text, kinds) => {
    expect(items(text).map(({ kind }) => kind)).toEqual(kinds);
  });

  test.each([
    ['BODY[]', { section: { path: [], text: { kind: 'all' } }, partial: null, isPeek: false }],
    ['BODY.PEEK[4.2.MIME]', { section: { path: [4, 2], text: { kind: 'mime' } }, isPeek: true }],
    ['BODY[1.TEXT]<5.100>', { section: { path: [1], text: { kind: 'text' } }, partial: { offset: 5, length: 100 } }],
    [
      '(BODY[HEADER.FIELDS.NOT (Date "From")])',
      { section: { path: [], text: { kind: 'header-fields', fields: ['Date', 'From'], isNot: true } } },
    ],
    ['BINARY.PEEK[1.2]<0.9>', { kind: 'binary', path: [1, 2], partial: { offset: 0, length: 9 }, isPeek: true }],
    ['BINARY.SIZE[]', { kind: 'binary.size', path: [] }],
    ['(PREVIEW (LAZY))', { kind: 'preview', isLazy: true }],
  ])('%s', (text, item) => {
    expect(items(text)[0]).toMatchObject(item);
  });

  test('modifiers', () => {
    expect(parse('UID FETCH 1:* FLAGS (CHANGEDSINCE 12345 VANISHED)')).toMatchObject({
      changedSince: 12345,
      vanished: true,
    });
  });
});

describe('SEARCH', () => {
  const key = (text: string) => {
    const command = parse(`SEARCH ${text}`);
    return command.name === 'SEARCH' ? command.key : null;
  };

  test.each([
    ['ALL', { kind: 'all' }],
    ['1:3', { kind: 'sequence', set: [{ from: 1, to: 3 }] }],
    ['$', { kind: 'sequence', set: '$' }],
    ['NOT $', { kind: 'not', key: { kind: 'sequence', set: '$' } }],
    ['UNSEEN', { kind: 'flag', flag: 'seen', isSet: false }],
    ['SINCE 1-Feb-1994', { kind: 'since', day: '1994-02-01' }],
    ['SENTON "29-Feb-2024"', { kind: 'senton', day: '2024-02-29' }],
    ['HEADER Message-ID ""', { kind: 'header', field: 'Message-ID', value: '' }],
    ['SUBJECT {6}\r\n\xd0\x96\xd0\xb8\xd0\xb7', { kind: 'subject', value: 'Жиз' }],
    ['MODSEQ "/flags/\\\\draft" all 620162338', { kind: 'modseq', since: 620162338 }],
    ['YOUNGER 259200', { kind: 'younger', seconds: 259200 }],
    ['EMAILID M6d99ac3275bb4e', { kind: 'emailid', id: 'M6d99ac3275bb4e' }],
    [
      'OR (FROM x SEEN) NOT LARGER 5',
      {
        kind: 'or',
        left: {
          kind: 'and',
          keys: [
            { kind: 'from', value: 'x' },
            { kind: 'flag', flag: 'seen', isSet: true },
          ],
        },
        right: { kind: 'not', key: { kind: 'larger', sizeBytes: 5 } },
      },
    ],
  ])('%s', (text, expected) => {
    expect(key(text)).toEqual(expected);
  });

  test('result options and charset', () => {
    expect(parse('UID SEARCH RETURN (MIN SAVE) CHARSET utf-8 SEEN')).toMatchObject({
      isUid: true,
      returns: ['min', 'save'],
      charset: 'UTF-8',
    });
    expect(parse('SEARCH RETURN () ALL')).toMatchObject({ returns: ['all'] });
    expect(parse('SEARCH ALL')).toMatchObject({ returns: null });
  });
});

describe('refused with the tag', () => {
  test.each([
    ['a1 XYZZY', 'Unknown command XYZZY'],
    ['a1 __proto__', 'Unknown command __PROTO__'],
    ['a1 NOOP  x', 'Unexpected text'],
    ['a1 LOGIN alice', 'Expected a space'],
    ['a1 LOGIN alice "x\\y"', 'Only " and'],
    ['a1 LOGIN alice "x', 'Quoted string without its end'],
    ['a1 LOGIN alice {3}\r\na\0b', 'NUL in a string'],
    ['a1 SELECT &AGE-', 'modified UTF-7'],
    ['a1 SELECT "\xff"', 'modified UTF-7'],
    ['a1 FETCH 0 FLAGS', 'Expected a sequence set'],
    ['a1 FETCH 1,,2 FLAGS', 'Expected a sequence set'],
    ['a1 FETCH 4294967296 FLAGS', 'Expected a sequence set'],
    ['a1 FETCH 1 ()', 'Nothing to fetch'],
    ['a1 FETCH 1 BODY[MIME]', 'MIME needs'],
    ['a1 FETCH 1 BODY[]<0.0>', 'above zero'],
    ['a1 FETCH 1 FLAGS (VANISHED)', 'VANISHED needs'],
    ['a1 LIST (RECURSIVEMATCH) "" *', 'RECURSIVEMATCH needs'],
    ['a1 SEARCH ON 30-Feb-2024', 'Expected a day'],
    ['a1 SELECT x (QRESYNC (1 2 1:*))', '* cannot stand'],
    ['a1 APPEND x (\\Seen)', 'Expected a space'],
    ['a1 APPEND x "1-Jan-2024 00:00:00 +0000" {3}', 'Expected a date'],
    ['a1 UID NOOP', 'Unknown command NOOP'],
  ])('%j', (text, message) => {
    const error = refusal(text);
    expect(error.tag).toBe('a1');
    expect(error.message).toContain(message);
  });

  test('without a tag where there is none', () => {
    expect(refusal('+ NOOP').tag).toBeNull();
    expect(refusal('').tag).toBeNull();
    expect(refusal('GET').tag).toBeNull();
  });
});

describe('attacks end quickly and in order', () => {
  test.each([
    ['a million parentheses', `a1 SEARCH ${'('.repeat(1_000_000)}`],
    ['OR within OR', `a1 SEARCH ${'OR '.repeat(20_000)}SEEN`],
    ['NOT within NOT', `a1 SEARCH ${'NOT '.repeat(20_000)}SEEN`],
    ['NOOP with parentheses', `a1 NOOP ${'('.repeat(4000)}`],
    ['many keys', `a1 SEARCH ${'SEEN '.repeat(20_000)}SEEN`],
    ['many flags', `a1 STORE 1 FLAGS (${'x '.repeat(20_000)}x)`],
    ['deep section', `a1 FETCH 1 BODY[${'1.'.repeat(20_000)}1]`],
  ])('%s', (_name, text) => {
    expect(refusal(text).tag).toBe('a1');
  });

  test('200 levels of OR are a search like any other', () => {
    expect(parse(`SEARCH ${'OR SEEN '.repeat(200)}DRAFT`)).toMatchObject({ name: 'SEARCH' });
  });

  test('a set of a million numbers is read in one pass', () => {
    const set = Array.from({ length: 1_000_000 }, (_, i) => i * 2 + 1).join(',');
    const command = parse(`UID FETCH ${set} FLAGS`);
    expect(command.name === 'FETCH' && command.set.length).toBe(1_000_000);
  });
});
