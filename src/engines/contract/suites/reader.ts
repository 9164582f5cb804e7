import { expect, test } from 'vitest';
import type { Uid } from '../../../domain/ports/ids.ts';
import type { EntryField } from '../../../domain/ports/mailboxes.ts';
import { MAX_SLICE_BYTES } from '../../../domain/ports/reader.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { FIRST_UID, LAST_UID, Office, type OpenStore, uids } from '../office.ts';

const EVERY_FIELD = [
  ...['uid', 'modSeq', 'system', 'keywords', 'savedAtMs', 'emailNumber', 'threadNumber', 'receivedAtMs'],
  ...['receivedOffsetMinutes', 'hash', 'sizeBytes', 'digestVersion', 'envelope', 'parts', 'preview', 'sentDay'],
  ...['sentAtMs', 'subjectKey', 'fromKey', 'toKey', 'ccKey', 'bccKey', 'messageId', 'hasAttachment'],
] as EntryField[];

const LONG_TEXT = 'x'.repeat(0.4 * MAX_SLICE_BYTES);

export function readerSuite(open: OpenStore): void {
  test('every field comes back as it was given', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { inbox } = await office.person('alice');
    const { staged } = await office.stage('bytes');
    const octets = String.fromCharCode(...Array.from({ length: 256 }, (_, octet) => octet));
    const digest = {
      ...{
        version: 7,
        envelope: `(${octets})`,
        parts: 'p\0q',
        preview: 'Grüße 🎉',
        sentDay: '2026-05-17',
        sentAtMs: -5,
      },
      ...{ subjectKey: 's', fromKey: 'f', toKey: 't', ccKey: 'c', bccKey: 'b', messageId: '<x@example.org>' },
      ...{ hasAttachment: true, threadKeys: ['k'] },
    };
    const receivedAt = { ms: 1_234_567_890_123, offsetMinutes: -720 };
    const email = { content: { staged, digest }, receivedAt, system: 5, keywords: 'a b' };
    const limits = { storageBytes: null, messageCount: null };
    await applyOne(office.store, { kind: 'append-emails', mailbox: inbox, emails: [email], limits });
    const [row = []] = await office.mailboxes.scan(inbox, FIRST_UID, LAST_UID, 1, EVERY_FIELD);
    expect(row.slice(2, 4)).toEqual([5, 'a b']);
    expect(row.slice(5)).toEqual([
      ...[1, 1, receivedAt.ms, -720, staged.hash, 5, 7, `(${octets})`, 'p\0q', 'Grüße 🎉', '2026-05-17', -5],
      ...['s', 'f', 't', 'c', 'b', '<x@example.org>', 1],
    ]);
  });

  test('scan goes in slices, and in the order of the fields asked for', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { inbox } = await office.person('alice');
    for (let count = 0; count < 7; count += 1) await office.append(inbox, { keywords: `k${count}` });
    const expunge = { kind: 'expunge-entries', mailbox: inbox, onlyDeleted: false } as const;
    await applyOne(office.store, { ...expunge, uids: uids(2, 5) });
    const first = await office.mailboxes.scan(inbox, FIRST_UID, LAST_UID, 3, ['keywords', 'uid']);
    expect(first).toEqual([
      ['k0', 1],
      ['k2', 3],
      ['k3', 4],
    ]);
    expect(await office.mailboxes.scan(inbox, 5 as Uid, LAST_UID, 3, ['uid'])).toEqual([[6], [7]]);
    expect(await office.mailboxes.scan(inbox, 3 as Uid, 4 as Uid, 9, ['uid'])).toEqual([[3], [4]]);
    expect(await office.mailboxes.scan(inbox, 2 as Uid, 2 as Uid, 9, ['uid'])).toEqual([]);
  });

  test('pick answers for lists of any shape, leaving out what is not there', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { inbox } = await office.person('alice');
    const emails = await Promise.all(Array.from({ length: 60 }, () => office.email()));
    const limits = { storageBytes: null, messageCount: null };
    await applyOne(office.store, { kind: 'append-emails', mailbox: inbox, emails, limits });
    for (const step of [1, 2, 7]) {
      const list = Array.from({ length: 80 }, (_, index) => index + 1).filter((uid) => uid % step === 0) as Uid[];
      const rows = await office.mailboxes.pick(inbox, list, ['uid', 'subjectKey']);
      expect(rows).toEqual(list.filter((uid) => uid <= 60).map((uid) => [uid, 'hello']));
    }
    expect(await office.mailboxes.pick(inbox, [], ['uid'])).toEqual([]);
  });

  test('the text of one call is bounded, however many rows were asked for', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { inbox } = await office.person('alice');
    const emails = await Promise.all(
      Array.from({ length: 9 }, async () => {
        const email = await office.email();
        return { ...email, content: { ...email.content, digest: { ...email.content.digest, parts: LONG_TEXT } } };
      }),
    );
    const limits = { storageBytes: null, messageCount: null };
    await applyOne(office.store, { kind: 'append-emails', mailbox: inbox, emails, limits });
    // The third goes beyond.
    const three = uids(1, 2, 3).map((uid) => [uid, LONG_TEXT]);
    const { mailboxes } = office;
    for (let time = 0; time < 3; time++) {
      expect(await mailboxes.scan(inbox, FIRST_UID, LAST_UID, 100, ['uid', 'parts'])).toEqual(three);
    }
    expect(await mailboxes.pick(inbox, uids(1, 2, 3, 4, 5, 6, 7, 8, 9), ['uid', 'parts'])).toEqual(three);
    expect((await mailboxes.pick(inbox, uids(1, 2, 4, 6, 8), ['uid', 'parts'])).map(([uid]) => uid)).toEqual([1, 2, 4]);
    expect(await mailboxes.scan(inbox, FIRST_UID, LAST_UID, 100, ['uid'])).toHaveLength(9);
  });

  test('what is not there is null, or empty', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const none = 999_999 as never;
    const { mailboxes, directory } = office;
    expect(await mailboxes.get(none)).toBeNull();
    expect(await mailboxes.find(office.admin, 'nothing')).toBeNull();
    expect(await mailboxes.list(none)).toEqual([]);
    expect(await mailboxes.usage(none)).toEqual({ storageBytes: 0, messageCount: 0 });
    expect(await directory.user(none)).toBeNull();
    expect(await directory.findUser('nobody')).toBeNull();
    expect(await directory.alias(none)).toBeNull();
    expect(await directory.resolve('nobody', 'example.test')).toBeNull();
    expect(await directory.resolve('admin', 'example.org')).toBeNull();
  });
}
