import { expect, test } from 'vitest';
import type { Change } from '../../../domain/ports/changes.ts';
import type { RecipientSettlement, SettleOutgoing, UpdateQueue } from '../../../domain/ports/delivery-operations.ts';
import type { QueueMessageId, QueueRecipientId } from '../../../domain/ports/ids.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { copyTo, messageTo, Office, type OpenStore } from '../office.ts';
import { enqueue, idsOf } from './queue.ts';

const FAR = Number.MAX_SAFE_INTEGER;
const ATTEMPT = { atMs: 7, host: 'mx.example.org', address: '192.0.2.1', status: '4.2.0', text: 'later\nplease' };

function done(recipient: QueueRecipientId | undefined): RecipientSettlement {
  return { kind: 'done', recipient: recipient ?? (0 as QueueRecipientId) };
}

function putOff(recipient: QueueRecipientId | undefined, isDelayTold = false): RecipientSettlement {
  return { ...done(recipient), kind: 'put-off', nextAttemptAtMs: 5000, attempt: ATTEMPT, isDelayTold };
}

function settlement(
  message: QueueMessageId,
  recipients: readonly RecipientSettlement[],
  notices: SettleOutgoing['notices'] = [],
): SettleOutgoing {
  return { kind: 'settle-outgoing', message, recipients, notices };
}

/** One message to three recipients. */
async function queueOne(office: Office) {
  const [id] = await enqueue(office, messageTo(['a@example.org', 'b@example.org', 'c@example.com']));
  const recipients = (await office.queue.message(id))?.recipients ?? [];
  return { id, recipients: recipients.map((recipient) => recipient.id) };
}

function listen(office: Office): () => Change[] {
  const changes: Change[] = [];
  office.store.feed.subscribe((batch) => changes.push(...batch.changes));
  return () => changes.splice(0);
}

export function queueChangesSuite(open: OpenStore): void {
  test('settle: what is done with leaves, what is put off keeps what it came to', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { id, recipients } = await queueOne(office);
    const [a, b, c] = recipients;
    const take = listen(office);
    expect(await applyOne(office.store, settlement(id, [done(a), putOff(b)]))).toEqual({ isGone: false });
    const left = (await office.queue.message(id))?.recipients;
    expect(left).toMatchObject([
      { id: b, attempts: 1, nextAttemptAtMs: 5000, lastAttempt: ATTEMPT, isDelayTold: false },
      { id: c, attempts: 0, lastAttempt: null },
    ]);
    await applyOne(office.store, settlement(id, [putOff(b, true)]));
    await applyOne(office.store, settlement(id, [putOff(b)]));
    expect((await office.queue.message(id))?.recipients[0]).toMatchObject({ attempts: 3, isDelayTold: true });
    expect(take()).toEqual([]);
    await applyOne(office.store, settlement(id, [done(b), done(c)]));
    expect(await office.queue.message(id)).toBeNull();
    expect(await office.queue.counts()).toEqual({ messages: 0, recipients: 0, heldMessages: 0 });
  });

  test('settle: notices are filed in the same commit, here and elsewhere', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account, inbox } = await office.person('alice');
    const { id, recipients } = await queueOne(office);
    const take = listen(office);
    const { kind: _kind, ...here } = office.delivery(await office.stage('Subject: here\r\n\r\n'), [copyTo(account)]);
    const notice = messageTo(['x@example.net'], { queueId: 'n1', origin: 'notice' });
    const { kind: _too, ...elsewhere } = office.delivery(await office.stage(), [], [notice]);
    await applyOne(office.store, settlement(id, recipients.map(done), [here, elsewhere]));
    expect(await office.show(inbox)).toEqual(['1:0:']);
    const [queued] = await office.queue.findByQueueId('n1');
    expect(queued).toMatchObject({ origin: 'notice', returnPath: { address: '' } });
    expect(await office.queue.message(id)).toBeNull();
    const told = take();
    expect(told).toContainEqual({
      kind: 'queued',
      lanes: [{ lane: 'example.net', nextAttemptAtMs: queued?.queuedAtMs }],
    });
    expect(told.map(({ kind }) => kind)).toContain('entries-added');
  });

  test('settle: what is gone is passed over; when all is gone nothing is done and nobody told', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account, inbox } = await office.person('alice');
    const { id, recipients } = await queueOne(office);
    const [a, b, c] = recipients;
    const other = await queueOne(office);
    const { kind: _kind, ...notice } = office.delivery(await office.stage(), [copyTo(account)]);
    await applyOne(office.store, settlement(id, [done(a)]));
    expect(await applyOne(office.store, settlement(id, [done(a)], [notice]))).toEqual({ isGone: true });
    expect(await applyOne(office.store, settlement(id, [putOff(a)], [notice]))).toEqual({ isGone: true });
    expect(await applyOne(office.store, settlement(id, [done(other.recipients[0])], [notice]))).toEqual({
      isGone: true,
    });
    expect(await applyOne(office.store, settlement(id, [], [notice]))).toEqual({ isGone: true });
    expect(await office.show(inbox)).toEqual([]);
    expect((await office.queue.message(id))?.recipients.map((recipient) => recipient.id)).toEqual([b, c]);
    expect((await office.queue.message(other.id))?.recipients).toHaveLength(3);
    expect(await applyOne(office.store, settlement(id, [done(a), done(b)], [notice]))).toEqual({ isGone: false });
    expect(await office.show(inbox)).toEqual(['1:0:']);
    await applyOne(office.store, settlement(id, [done(c)]));
    const [late, twice] = await office.store.apply([settlement(id, [done(c)], [notice]), settlement(id, [putOff(b)])]);
    expect([late, twice]).toEqual([
      { ok: true, value: { isGone: true } },
      { ok: true, value: { isGone: true } },
    ]);
    expect(await office.show(inbox)).toHaveLength(1);
  });

  test('update: hold and release', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const one = await queueOne(office);
    const two = await queueOne(office);
    const update = async (change: UpdateQueue['change'], ...messages: QueueMessageId[]) =>
      (await applyOne(office.store, { kind: 'update-queue', messages, change })).changed;
    const take = listen(office);
    const gone = 999_999 as QueueMessageId;
    expect(await update({ kind: 'hold', because: 'too much' }, one.id, gone, one.id)).toEqual([one.id]);
    expect(take()).toEqual([{ kind: 'queue-updated', messages: [one.id] }]);
    expect(await office.queue.message(one.id)).toMatchObject({ heldBecause: 'too much' });
    expect(idsOf(await office.queue.due('example.org', FAR, 9, new Set()))).toEqual([two.id]);
    expect(await office.queue.lanes()).toContainEqual(expect.objectContaining({ lane: 'example.com', recipients: 1 }));
    expect(await update({ kind: 'hold', because: 'too much' }, one.id)).toEqual([]);
    expect(await update({ kind: 'hold', because: 'more' }, one.id)).toEqual([one.id]);
    expect(await office.queue.counts()).toMatchObject({ heldMessages: 1 });
    expect(await office.queue.message(one.id)).toMatchObject({ heldBecause: 'more' });
    take();

    expect(await update({ kind: 'release' }, one.id, two.id)).toEqual([one.id]);
    const nextAttemptAtMs = (await office.queue.message(one.id))?.queuedAtMs;
    const lanes = ['example.com', 'example.org'].map((lane) => ({ lane, nextAttemptAtMs }));
    expect(take()).toEqual([
      { kind: 'queue-updated', messages: [one.id] },
      { kind: 'queued', lanes },
    ]);
    expect(idsOf(await office.queue.due('example.org', FAR, 9, new Set()))).toEqual([one.id, two.id]);
    expect(await update({ kind: 'release' }, gone)).toEqual([]);
    expect(take()).toEqual([]);
  });

  test('update: retry and delete', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const one = await queueOne(office);
    const [held] = await enqueue(office, messageTo(['x@example.net'], { heldBecause: 'x' }));
    const update = (change: UpdateQueue['change'], ...messages: QueueMessageId[]) =>
      applyOne(office.store, { kind: 'update-queue', messages, change });
    await applyOne(
      office.store,
      settlement(
        one.id,
        one.recipients.map((id) => putOff(id)),
      ),
    );
    const take = listen(office);
    expect((await update({ kind: 'retry', atMs: 77 }, one.id, held)).changed).toEqual([one.id, held]);
    expect(take()).toEqual([
      { kind: 'queued', lanes: ['example.com', 'example.org'].map((lane) => ({ lane, nextAttemptAtMs: 77 })) },
    ]);
    const { recipients = [] } = (await office.queue.message(one.id)) ?? {};
    expect(recipients.map(({ nextAttemptAtMs, attempts }) => [nextAttemptAtMs, attempts])).toEqual([
      [77, 1],
      [77, 1],
      [77, 1],
    ]);
    expect((await update({ kind: 'delete' }, held, one.id, held)).changed).toEqual([held, one.id]);
    expect(take()).toEqual([{ kind: 'queue-updated', messages: [held, one.id] }]);
    expect(await office.queue.list({ limit: 9 })).toEqual([]);
    expect((await update({ kind: 'delete' }, held)).changed).toEqual([]);
    expect(take()).toEqual([]);
  });

  test('a commit tells of each lane once', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const batches: (readonly Change[])[] = [];
    office.store.feed.subscribe(({ changes }) => batches.push(changes));
    const at = (notBeforeMs: number, ...to: string[]) => messageTo(to, { notBeforeMs });
    const late = 4_000_000_000_000;
    const contents = await Promise.all(Array.from({ length: 3 }, () => office.stage()));
    await office.store.apply([
      office.delivery(contents[0], [], [at(late + 5, 'a@example.org', 'a@example.com')]),
      office.delivery(contents[1], [], [messageTo([])]),
      office.delivery(contents[2], [], [at(late, 'b@example.org'), at(late + 9, 'c@example.org')]),
    ]);
    const lanes = [
      { lane: 'example.org', nextAttemptAtMs: late },
      { lane: 'example.com', nextAttemptAtMs: late + 5 },
    ];
    expect(batches).toEqual([[{ kind: 'queued', lanes }]]);
  });

  test('what comes in held is told of when it is released', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const take = listen(office);
    const [id] = await enqueue(office, messageTo(['a@example.org'], { heldBecause: 'x' }));
    expect(take()).toEqual([]);
    await applyOne(office.store, { kind: 'update-queue', messages: [id], change: { kind: 'release' } });
    expect(take().map(({ kind }) => kind)).toEqual(['queue-updated', 'queued']);
  });

  test('ids are not given again after a restart', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { id, recipients } = await queueOne(office);
    await applyOne(office.store, settlement(id, recipients.map(done)));
    await opened.reopen();
    const next = await queueOne(office);
    expect(next.id).toBeGreaterThan(id);
    expect(Math.min(...next.recipients)).toBeGreaterThan(Math.max(...recipients));
  });
}
