import { expect, test } from 'vitest';
import type { QuarantineId } from '../../../domain/ports/ids.ts';
import type { VerifyFindings } from '../../../domain/ports/mail-auth.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { expectFailure } from '../expect-failure.ts';
import { copyTo, messageTo, Office, type OpenStore, plainEnvelope } from '../office.ts';

const GONE = 999_999 as QuarantineId;
const FINDINGS: VerifyFindings = {
  spf: { result: 'pass', domain: 'example.org', identity: 'mailfrom', comment: '' },
  dkim: [],
  dmarc: {
    ...{ result: 'none', domain: '', policyDomain: '', policy: 'none', disposition: 'none', record: '' },
    alignment: { spf: 'relaxed', dkim: 'relaxed' },
    ...{ isSpfAligned: false, isDkimAligned: false, reportTo: [] },
  },
  arc: { result: 'pass', instances: 2, sealDomain: 'example.com', comment: '' },
};

async function keep(office: Office, queueId: string, receivedAtMs = 1_700_000_000_000): Promise<QuarantineId> {
  const operation = office.quarantining(await office.stage(), { queueId });
  const receivedAt = { ms: receivedAtMs, offsetMinutes: 0 };
  return (await applyOne(office.store, { ...operation, receivedAt })).quarantined;
}

export function quarantineSuite(open: OpenStore): void {
  test('keeps a message with its reasons', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const kinds: string[] = [];
    office.store.feed.subscribe(({ changes }) => kinds.push(...changes.map(({ kind }) => kind)));
    const content = await office.stage();
    const message = {
      queueId: 'Q1',
      submitter: office.admin,
      returnPath: { ...messageTo([]).returnPath, address: 'sender@example.org', smtpUtf8: true, envelopeId: 'é 1' },
      wishes: {
        priority: -2,
        requiresTls: true,
        deliverBy: { atMs: 5, mode: 'return', isTraced: true },
        notBeforeMs: 4,
      } as const,
      recipients: [
        { address: 'alice@example.test', notify: [], originalRecipient: null, isElsewhere: false },
        {
          address: 'bärbel@example.org',
          notify: ['success', 'delay'],
          originalRecipient: 'utf-8;b@example.org',
          isElsewhere: true,
        } as const,
      ],
      authentication: { header: 'Authentication-Results: x\r\n', findings: FINDINGS },
      heldBecause: 'too much at once',
      clientAddress: '2001:db8::1',
      reasons: [
        { filter: 'scanner', text: 'Eicar-Test-Signature' },
        { filter: 'rules', text: 'score 12' },
      ],
    };
    const { quarantined } = await applyOne(office.store, office.quarantining(content, message));
    const { hash, sizeBytes } = content.staged;
    const kept = { ...message, id: quarantined, content: hash, sizeBytes, receivedAtMs: 1_700_000_000_000 };
    expect(await office.quarantine.get(quarantined)).toEqual(kept);
    expect(kinds).toEqual(['quarantine-changed']);
    expect(await office.quarantine.count()).toBe(1);
    expect(await office.store.contents.read(hash)).toHaveLength(sizeBytes);
    await opened.reopen();
    expect(await office.quarantine.list({ limit: 9 })).toEqual([kept]);
    expect(await office.quarantine.get(GONE)).toBeNull();
  });

  test('list: newest first, in pages, by text', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const ids: QuarantineId[] = [];
    for (const [queueId, sender, recipient] of [
      ['Q1a', 'Zoë@example.org', 'alice@example.test'],
      ['Q2b', 'b@example.com', 'bob@example.test'],
      ['Q3c', 'c@example.org', 'Alice@example.test'],
    ] as const) {
      const more = { ...plainEnvelope(sender, [recipient]), queueId };
      ids.push((await applyOne(office.store, office.quarantining(await office.stage(), more))).quarantined);
    }
    const list = async (query: Partial<Parameters<typeof office.quarantine.list>[0]>) =>
      (await office.quarantine.list({ limit: 9, ...query })).map(({ id }) => ids.indexOf(id));
    expect(await list({})).toEqual([2, 1, 0]);
    expect(await list({ limit: 2 })).toEqual([2, 1]);
    expect(await list({ before: ids[1] })).toEqual([0]);
    expect(await list({ text: 'ZOË' })).toEqual([0]);
    expect(await list({ text: 'alice@' })).toEqual([2, 0]);
    expect(await list({ text: 'q2' })).toEqual([1]);
    expect(await list({ text: 'example.org', limit: 1 })).toEqual([2]);
  });

  test('release files it for users and others, in one commit', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account, inbox } = await office.person('alice');
    const text = 'Subject: held\r\nMessage-ID: <7@example.org>\r\n\r\nbody';
    await office.append(inbox, {}, 'Message-ID: <7@example.org>\r\n\r\nthe same thread');
    const { quarantined } = await applyOne(office.store, office.quarantining(await office.stage(text)));
    const kinds: string[] = [];
    office.store.feed.subscribe(({ changes }) => kinds.push(...changes.map(({ kind }) => kind)));
    const release = { kind: 'release-quarantined', quarantined, receivedAt: { ms: 5, offsetMinutes: 60 } } as const;
    const outgoing = [messageTo(['x@example.org'], { queueId: 'Q9' })];
    const result = await applyOne(office.store, { ...release, local: [copyTo(account)], outgoing });
    expect(result.local).toMatchObject([{ mailbox: inbox, uid: 2 }]);
    const fields = ['messageId', 'receivedAtMs', 'threadNumber', 'sizeBytes'] as const;
    const rows = await office.mailboxes.pick(inbox, [2 as never], fields);
    expect(rows).toEqual([['<7@example.org>', 5, 1, text.length]]);
    expect(await office.queue.findByQueueId('Q9')).toMatchObject([{ id: result.outgoing[0], sizeBytes: text.length }]);
    expect(await office.quarantine.count()).toBe(0);
    expect(kinds.sort()).toEqual(['entries-added', 'quarantine-changed', 'queued']);
    await expectFailure(office.store, { ...release, local: [copyTo(account)], outgoing: [] }, 'not-found');
    expect((await office.get(inbox)).messageCount).toBe(2);
  });

  test('what is released for nobody is gone', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const quarantined = await keep(office, 'Q1');
    const release = { kind: 'release-quarantined', quarantined, receivedAt: { ms: 5, offsetMinutes: 0 } } as const;
    expect(await applyOne(office.store, { ...release, local: [], outgoing: [] })).toEqual({ local: [], outgoing: [] });
    expect(await office.quarantine.count()).toBe(0);
  });

  test('delete passes over what is gone', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const ids = [await keep(office, 'Q1'), await keep(office, 'Q2'), await keep(office, 'Q3')];
    const kinds: string[] = [];
    office.store.feed.subscribe(({ changes }) => kinds.push(...changes.map(({ kind }) => kind)));
    const remove = (...quarantined: QuarantineId[]) =>
      applyOne(office.store, { kind: 'delete-quarantined', quarantined });
    expect((await remove(...ids.slice(0, 2), GONE)).deleted).toEqual(ids.slice(0, 2));
    expect((await remove(...ids.slice(0, 2))).deleted).toEqual([]);
    expect(kinds).toEqual(['quarantine-changed']);
    expect((await office.quarantine.list({ limit: 9 })).map(({ id }) => id)).toEqual(ids.slice(2));
  });

  test('expired: the oldest first', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const ids = [await keep(office, 'Q1', 300), await keep(office, 'Q2', 100), await keep(office, 'Q3', 200)];
    expect(await office.quarantine.expired(300, 9)).toEqual([ids[1], ids[2]]);
    expect(await office.quarantine.expired(300, 1)).toEqual([ids[1]]);
    expect(await office.quarantine.expired(100, 9)).toEqual([]);
  });
}
