import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { appendText, openTestMailboxes, type TestMailboxes } from '../../../../test/support/mailboxes.ts';
import { foldText } from '../../../base/text.ts';
import { FLAG_ANSWERED, FLAG_FLAGGED, FLAG_SEEN } from '../../ports/flags.ts';
import type { EmailNumber, ModSeq, ThreadNumber, Uid } from '../../ports/ids.ts';
import { foldedPieces, PIECE_CHARACTERS } from './find-in-text.ts';
import { searchMailbox } from './search-mailbox.ts';
import type { SearchQuery } from './search-query.ts';
import { SearchTurns } from './search-turns.ts';

const HOUR = 3_600_000;
/** 2026-03-01 at 23:30 in a zone two hours east of Greenwich. */
const LATE_EVENING = { ms: Date.UTC(2026, 2, 1, 21, 30), offsetMinutes: 120 };
const NEXT_MORNING = { ms: LATE_EVENING.ms + HOUR, offsetMinutes: 120 };

async function fill({ alice }: TestMailboxes): Promise<void> {
  await appendText(
    alice,
    'INBOX',
    `From: =?utf-8?q?J=C3=BCrgen?= <juergen@example.com>
To: office@example.test
Cc: Zoë <zoe@example.org>
Subject: =?iso-8859-1?q?Gr=FC=DFe?= aus Berlin
Date: Mon, 2 Mar 2026 00:30:00 +0900
Message-ID: <one@example.com>
List-Id: <staff.example.test>

Tomorrow at ten.
`,
    { system: FLAG_SEEN, receivedAt: LATE_EVENING },
  );
  await appendText(
    alice,
    'INBOX',
    `From: bob@example.test
Subject: Invoice
Bcc:
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Der Betrag ist f=FCnfzig Euro, zahlbar in zehn Ta=
gen.
--b
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

${Buffer.from('<p>Please <b>pay</b> &euro;50</p>').toString('base64')}
--b
Content-Type: message/rfc822

Subject: Inner secret

Attached text
--b
Content-Type: application/pdf; name="facture.pdf"
Content-Transfer-Encoding: base64

${Buffer.from('hidden in the attachment').toString('base64')}
--b--
`,
    { system: FLAG_SEEN | FLAG_FLAGGED, keywords: ['$Work', 'Later'], receivedAt: NEXT_MORNING },
  );
  await appendText(alice, 'INBOX', 'Subject: short\n\n', { keywords: ['$work'], receivedAt: NEXT_MORNING });
}

const of = (...queries: SearchQuery[]): SearchQuery => ({ kind: 'and', queries });
const either = (...queries: SearchQuery[]): SearchQuery => ({ kind: 'or', queries });
const no = (query: SearchQuery): SearchQuery => ({ kind: 'not', query });
const header = (field: string, value: string): SearchQuery => ({ kind: 'header', field, value });
const seen: SearchQuery = { kind: 'flags', flags: FLAG_SEEN, isSet: true };
const nothing: SearchQuery = { kind: 'or', queries: [] };

const CASES: [string, SearchQuery, number[]][] = [
  ['everything', { kind: 'all' }, [1, 2, 3]],
  ['and of none', of(), [1, 2, 3]],
  ['or of none', nothing, []],
  ['a flag', seen, [1, 2]],
  ['flags', { kind: 'flags', flags: FLAG_SEEN | FLAG_FLAGGED, isSet: true }, [2]],
  ['no flag', { kind: 'flags', flags: FLAG_SEEN, isSet: false }, [3]],
  ['a keyword in any case', { kind: 'keyword', keyword: '$WORK', isSet: true }, [2, 3]],
  ['no keyword', { kind: 'keyword', keyword: 'later', isSet: false }, [1, 3]],
  ['part of a keyword', { kind: 'keyword', keyword: 'work', isSet: true }, []],
  ['recent', { kind: 'recent' }, [1, 2, 3]],
  ['sequence numbers', { kind: 'sequence', ranges: [{ from: 2, to: Infinity }] }, [2, 3]],
  ['UIDs', { kind: 'uid', ranges: [{ from: 7, to: Infinity }] }, [3]],
  ['a sender, decoded', { kind: 'from', value: 'JÜRGEN' }, [1]],
  ['a sender, address', { kind: 'from', value: '@example' }, [1, 2]],
  ['a recipient', { kind: 'to', value: 'office' }, [1]],
  ['a copy', { kind: 'cc', value: 'zoË' }, [1]],
  ['a subject', { kind: 'subject', value: 'GRÜßE AUS' }, [1]],
  ['any From field', { kind: 'from', value: '' }, [1, 2]],
  ['an empty Bcc field', { kind: 'bcc', value: '' }, [2]],
  ['a header field', header('List-ID', 'STAFF'), [1]],
  ['a header field that is there', header('list-id', ''), [1]],
  ['a header field of the digest', header('SUBJECT', 'inv'), [2]],
  ['a header field of a part', header('content-type', 'pdf'), []],
  ['a Message-ID', header('Message-ID', '<one@example.com>'), [1]],
  ['body: words', { kind: 'body', value: 'tomorrow AT' }, [1]],
  ['body: not the header', { kind: 'body', value: 'berlin' }, []],
  ['body: charset and soft line break', { kind: 'body', value: 'FÜNFZIG Euro, zahlbar in zehn Tagen' }, [2]],
  ['body: HTML source', { kind: 'body', value: '<b>pay' }, [2]],
  ['body: HTML text', { kind: 'body', value: 'please pay €50' }, [2]],
  ['body: header of an attached message', { kind: 'body', value: 'inner secret' }, [2]],
  ['body: an attached message', { kind: 'body', value: 'attached text' }, [2]],
  ['body: no attachments', { kind: 'body', value: 'hidden' }, []],
  ['body: empty', { kind: 'body', value: '' }, [1, 2, 3]],
  ['text: the header', { kind: 'text', value: 'grüße aus berlin' }, [1]],
  ['text: a header of a part', { kind: 'text', value: 'facture.pdf' }, [2]],
  ['text: the body', { kind: 'text', value: 'at ten' }, [1]],
  ['received on the day of its own zone', { kind: 'received', when: 'on', day: '2026-03-01' }, [1]],
  ['received before', { kind: 'received', when: 'before', day: '2026-03-02' }, [1]],
  ['received since', { kind: 'received', when: 'since', day: '2026-03-02' }, [2, 3]],
  ['sent on the day as written', { kind: 'sent', when: 'on', day: '2026-03-02' }, [1]],
  ['sent before', { kind: 'sent', when: 'before', day: '2026-03-02' }, []],
  ['sent since', { kind: 'sent', when: 'since', day: '2026-03-01' }, [1]],
  ['saved since', { kind: 'saved', when: 'since', day: '2026-01-01' }, [1, 2, 3]],
  ['saved before', { kind: 'saved', when: 'before', day: '2026-01-01' }, []],
  ['larger', { kind: 'larger', sizeBytes: 200 }, [1, 2]],
  ['smaller', { kind: 'smaller', sizeBytes: 19 }, [3]],
  ['smaller is not equal', { kind: 'smaller', sizeBytes: 18 }, []],
  ['of an email', { kind: 'email', number: 2 as EmailNumber }, [2]],
  ['of a thread', { kind: 'thread', number: 3 as ThreadNumber }, [3]],
  ['both', of(seen, { kind: 'from', value: 'bob' }), [2]],
  [
    'either, one of them by its bytes',
    either({ kind: 'body', value: 'tomorrow' }, { kind: 'subject', value: 'short' }),
    [1, 3],
  ],
  ['not, by its bytes', no({ kind: 'text', value: 'example' }), [3]],
  ['not in a set', of(no({ kind: 'sequence', ranges: [{ from: 1, to: 2 }] }), no(nothing)), [3]],
];

describe('search', () => {
  test('finds what it should', async () => {
    await using test = await openTestMailboxes();
    await fill(test);
    using session = await test.alice.open('INBOX', { isReadOnly: false });
    await session.ready();
    for (const [name, query, seqs] of CASES) {
      const result = await test.alice.search(session, query);
      expect([...result.seqs], name).toEqual(seqs);
      expect([...result.uids], name).toEqual(seqs);
      expect(result.highestModSeq, name).toBeNull();
    }
    const unknown: SearchQuery = { kind: 'sequence', ranges: [{ from: 1, to: 4 }] };
    await expect(test.alice.search(session, of(nothing, unknown))).rejects.toMatchObject({ code: 'invalid' });
  });

  test('by age, to the second', async () => {
    await using test = await openTestMailboxes();
    await fill(test);
    using session = await test.alice.open('INBOX', { isReadOnly: false });
    await session.ready();
    const find = async (query: SearchQuery) => {
      const nowMs = NEXT_MORNING.ms + 60_999;
      const environment = {
        contents: test.store.contents,
        nowMs,
        account: test.alice.account,
        turns: new SearchTurns(),
      };
      return [...(await searchMailbox(session, query, environment)).seqs];
    };
    expect(await find({ kind: 'younger', seconds: 59 })).toEqual([]);
    expect(await find({ kind: 'younger', seconds: 60 })).toEqual([2, 3]);
    expect(await find({ kind: 'older', seconds: 60 })).toEqual([1, 2, 3]);
    expect(await find({ kind: 'older', seconds: 61 })).toEqual([1]);
  });

  test('by ModSeq, and names the highest', async () => {
    await using test = await openTestMailboxes();
    await fill(test);
    using session = await test.alice.open('INBOX', { isReadOnly: false });
    await session.ready();
    const change = { mode: 'add', system: FLAG_ANSWERED, keywords: '', unchangedSince: null } as const;
    const { changes } = await test.alice.storeFlags(session.mailbox, { uids: [2 as Uid], ...change });
    const from = changes[0].modSeq;
    const found = await test.alice.search(session, { kind: 'modseq', from });
    expect([[...found.seqs], found.highestModSeq]).toEqual([[2], from]);
    const none = await test.alice.search(session, of({ kind: 'modseq', from: (from + 1) as ModSeq }));
    expect([[...none.seqs], none.highestModSeq]).toEqual([[], null]);
  });

  test('passes over messages that are gone, and stops when asked to', async () => {
    await using test = await openTestMailboxes();
    await fill(test);
    using session = await test.alice.open('INBOX', { isReadOnly: false });
    await session.ready();
    await test.alice.remove(session.mailbox, [1] as Uid[]);
    expect([...(await test.alice.search(session, { kind: 'from', value: 'example' })).seqs]).toEqual([2]);
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(test.alice.search(session, { kind: 'text', value: 'x' }, { signal })).rejects.toThrow('stopped');
  });

  test('reads messages when it is its turn, and needs none where columns decide', async () => {
    await using test = await openTestMailboxes();
    await fill(test);
    using session = await test.alice.open('INBOX', { isReadOnly: false });
    await session.ready();
    const { account } = test.alice;
    const turns = new SearchTurns();
    const environment = { contents: test.store.contents, nowMs: 0, account, turns };
    const { promise: isOver, resolve: endOther } = Promise.withResolvers<void>();
    const reads = vi.spyOn(test.store.contents, 'read');
    const other = turns.search(account, () => isOver);
    const text = searchMailbox(session, { kind: 'text', value: 'ten' }, environment);
    const subject = await searchMailbox(session, { kind: 'subject', value: 'invoice' }, environment);
    expect([...subject.seqs]).toEqual([2]);
    expect(reads).not.toHaveBeenCalled();
    endOther();
    await other;
    expect([...(await text).seqs]).toEqual([1, 2]);
  });

  test('takes two hundred nested alternatives', async () => {
    await using test = await openTestMailboxes();
    await fill(test);
    using session = await test.alice.open('INBOX', { isReadOnly: false });
    await session.ready();
    let query: SearchQuery = { kind: 'subject', value: 'invoice' };
    for (let i = 0; i < 200; i++) query = either(no(no(query)), { kind: 'body', value: `nothing like ${i}` });
    expect([...(await test.alice.search(session, query)).seqs]).toEqual([2]);
  });

  test('finds text on the borders of what is read together', async () => {
    await using test = await openTestMailboxes();
    const line = 'Lorem ipsum dolor sit amet, consetetur sadipscing elitr.\n';
    const filler = (bytes: number) => line.repeat(Math.ceil(bytes / line.length)).slice(0, bytes);
    // Without line ends nothing can be cut well.
    const long = 'x'.repeat(64 * 1024 - 7);
    await appendText(test.alice, 'INBOX', `Subject: a\n\n${filler(300_000)}needle Å${filler(300_000)}`);
    await appendText(test.alice, 'INBOX', `Subject: b\n\n${long}needle 2${long}`);
    using session = await test.alice.open('INBOX', { isReadOnly: false });
    await session.ready();
    const find = async (value: string) => [...(await test.alice.search(session, { kind: 'body', value })).seqs];
    expect(await find('NEEDLE å')).toEqual([1]);
    expect(await find('XXneedle 2XX')).toEqual([2]);
    expect(await find('needle 3')).toEqual([]);
  });

  test('agrees with a plain evaluation', async () => {
    await using test = await openTestMailboxes();
    await fill(test);
    using session = await test.alice.open('INBOX', { isReadOnly: false });
    await session.ready();
    const leaf = fc.constantFrom(...CASES.filter(([, { kind }]) => !['and', 'or', 'not'].includes(kind)));
    type Model = { query: SearchQuery; seqs: number[] };
    const tree = fc.letrec<{ tree: Model }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf.map(([, query, seqs]) => ({ query, seqs })),
        fc.array(tie('tree'), { maxLength: 3 }).map((parts) => ({
          query: of(...parts.map(({ query }) => query)),
          seqs: [1, 2, 3].filter((seq) => parts.every(({ seqs }) => seqs.includes(seq))),
        })),
        fc.array(tie('tree'), { maxLength: 3 }).map((parts) => ({
          query: either(...parts.map(({ query }) => query)),
          seqs: [1, 2, 3].filter((seq) => parts.some(({ seqs }) => seqs.includes(seq))),
        })),
        tie('tree').map(({ query, seqs }) => ({
          query: no(query),
          seqs: [1, 2, 3].filter((seq) => !seqs.includes(seq)),
        })),
      ),
    })).tree;
    await fc.assert(
      fc.asyncProperty(tree, async ({ query, seqs }) => {
        expect([...(await test.alice.search(session, query)).seqs]).toEqual(seqs);
      }),
      { seed: 9051, numRuns: 150 },
    );
  });
});

describe('folded pieces', () => {
  test('hold every needle whole', () => {
    const text = 'aß'.repeat(PIECE_CHARACTERS);
    for (const at of [PIECE_CHARACTERS - 5, PIECE_CHARACTERS, PIECE_CHARACTERS + 3, 2 * PIECE_CHARACTERS - 9]) {
      const marked = `${text.slice(0, at)}needle ﬁ${text.slice(at)}`;
      const needle = foldText('NEEDLE fi');
      expect([...foldedPieces(marked, needle.length)].some((piece) => piece.includes(needle))).toBe(true);
      expect([...foldedPieces(text, needle.length)].some((piece) => piece.includes(needle))).toBe(false);
    }
  });
});
