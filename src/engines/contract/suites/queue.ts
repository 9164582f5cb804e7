import { expect, test } from 'vitest';
import type { AccountId, QueueMessageId } from '../../../domain/ports/ids.ts';
import type { OutgoingMessage, QueuedMessage } from '../../../domain/ports/queue.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { copyTo, messageTo, Office, type OpenStore, recipientAt } from '../office.ts';

const FAR = Number.MAX_SAFE_INTEGER;
const NONE: ReadonlySet<QueueMessageId> = new Set();

/** Queues messages of one content. Returns their ids. */
export async function enqueue(office: Office, ...messages: OutgoingMessage[]): Promise<readonly QueueMessageId[]> {
  const delivery = office.delivery(await office.stage(), [], messages);
  return (await applyOne(office.store, delivery)).outgoing;
}

export function idsOf(messages: readonly QueuedMessage[]): QueueMessageId[] {
  return messages.map(({ id }) => id);
}

export function queueSuite(open: OpenStore): void {
  test('keeps everything that was said about a message and its recipients', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account } = await office.person('alice');
    const content = await office.stage();
    const message: OutgoingMessage = {
      queueId: 'Qab12',
      returnPath: {
        address: 'älice@example.test',
        envelopeId: 'x1',
        returnContent: 'headers',
        smtpUtf8: true,
        body: 'binarymime',
      },
      origin: 'list',
      account,
      head: 'DKIM-Signature: v=1; b=\u00ff\u0080;\r\n\ta=b\r\n',
      priority: -4,
      requiresTls: true,
      deliverBy: { atMs: 5_000_000_000_000, mode: 'return', isTraced: true },
      notBeforeMs: 4_000_000_000_000,
      heldBecause: null,
      recipients: [
        recipientAt('a@example.org', { notify: ['failure', 'delay'], originalRecipient: 'rfc822;b@example.org' }),
        recipientAt('b@example.com', { notify: [] }),
        recipientAt('fax@example.test', { channel: { kind: 'program', name: 'fax:1' }, lane: 'program:fax:1' }),
        recipientAt('log@example.test', { channel: { kind: 'file', name: 'log' }, lane: 'file:log' }),
      ],
    };
    const other = messageTo(['c@example.org'], { queueId: 'Qab12', origin: 'forwarded' });
    const delivery = office.delivery(content, [copyTo(account)], [message, other]);
    const before = Date.now();
    const { outgoing, local } = await applyOne(office.store, delivery);
    expect(local).toMatchObject([{ uid: 1 }]);
    const [first, second] = outgoing;
    const kept = await office.queue.message(first);
    const { recipients, ...rest } = message;
    const { hash, sizeBytes } = content.staged;
    expect(kept).toMatchObject({ ...rest, id: first, content: hash, sizeBytes });
    expect(kept?.queuedAtMs).toBeGreaterThanOrEqual(before);
    const untried = { attempts: 0, nextAttemptAtMs: message.notBeforeMs, lastAttempt: null, isDelayTold: false };
    expect(kept?.recipients).toEqual(
      recipients.map((recipient) => ({ ...recipient, ...untried, id: expect.any(Number) as number })),
    );
    const again = await office.queue.message(second);
    expect(again?.recipients[0]?.nextAttemptAtMs).toBe(again?.queuedAtMs);
    expect(idsOf(await office.queue.findByQueueId('Qab12'))).toEqual([first, second]);
    expect(await office.queue.findByQueueId('qab12')).toEqual([]);
    expect(await office.queue.message(999_999 as QueueMessageId)).toBeNull();
    expect((await office.store.maintenance.status()).contentCount).toBe(1);
    expect(await office.queue.counts()).toEqual({ messages: 2, recipients: 5, heldMessages: 0 });
    await opened.reopen();
    expect(await office.queue.message(first)).toEqual(kept);
  });

  test('a message of an account that is gone is nobody’s, and one without recipients is refused', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const [id] = await enqueue(office, messageTo(['a@x'], { account: 999_999 as AccountId }));
    expect((await office.queue.message(id))?.account).toBeNull();
    const none = office.delivery(await office.stage(), [], [messageTo([])]);
    const [outcome] = await office.store.apply([none]);
    expect(outcome.ok).toBe(false);
    expect(await office.queue.counts()).toEqual({ messages: 1, recipients: 1, heldMessages: 0 });
  });

  test('deleting a user leaves what is in the queue', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account } = await office.person('alice');
    const [id] = await enqueue(office, messageTo(['a@example.org'], { account }));
    await applyOne(office.store, { kind: 'delete-user', expectVersion: null, account, handOverTo: null });
    expect(await office.queue.message(id)).toMatchObject({ account: null, recipients: [{ address: 'a@example.org' }] });
  });

  test('due: by priority, then by time, of one lane, not what is being tried', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const at = (time: number, more: Partial<OutgoingMessage> = {}) => {
      const to = ['a@example.org', 'b@example.org', 'c@example.com'];
      return messageTo(to, { notBeforeMs: 4_000_000_000_000 + time, ...more });
    };
    const messages = [at(3), at(1), at(2, { priority: 5 }), at(9, { priority: 5 }), at(4, { priority: -9 })];
    const ids = await enqueue(office, ...messages, at(0, { heldBecause: 'x' }));
    const due = async (time: number, limit = 99, except = NONE) =>
      idsOf(await office.queue.due('example.org', 4_000_000_000_000 + time, limit, except)).map((id) =>
        ids.indexOf(id),
      );
    expect(await due(0)).toEqual([]);
    expect(await due(3)).toEqual([2, 1, 0]);
    expect(await due(9)).toEqual([2, 3, 1, 0, 4]);
    expect(await due(9, 2)).toEqual([2, 3]);
    expect(await due(9, 2, new Set(ids.slice(1, 3)))).toEqual([3, 0]);
    expect(await office.queue.due('example.net', FAR, 9, NONE)).toEqual([]);
    const [message] = await office.queue.due('example.org', FAR, 1, NONE);
    expect(message?.recipients.map(({ address }) => address)).toEqual(['a@example.org', 'b@example.org']);
    const other = await office.queue.due('example.com', FAR, 9, NONE);
    expect(other.map(({ recipients }) => recipients.length)).toEqual([1, 1, 1, 1, 1]);
  });

  test('due: many recipients are one message, and only those whose time has come are in it', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const addresses = Array.from({ length: 250 }, (_, index) => `r${index}@example.org`);
    const [first] = await enqueue(office, messageTo(addresses));
    const [second] = await enqueue(office, messageTo(['z@example.org']));
    expect(idsOf(await office.queue.due('example.org', FAR, 2, NONE))).toEqual([first, second]);
    expect(idsOf(await office.queue.due('example.org', FAR, 2, new Set([first])))).toEqual([second]);
    const recipients = (await office.queue.message(first))?.recipients ?? [];
    const attempt = { atMs: 1, host: null, address: null, status: '4.0.0', text: '' };
    const putOff = { kind: 'put-off', nextAttemptAtMs: FAR, attempt, isDelayTold: false } as const;
    await applyOne(office.store, {
      kind: 'settle-outgoing',
      message: first,
      recipients: recipients.slice(1).map(({ id }) => ({ ...putOff, recipient: id })),
      notices: [],
    });
    const [message] = await office.queue.due('example.org', FAR - 1, 1, NONE);
    expect(message?.recipients).toEqual(recipients.slice(0, 1));
  });

  test('due: page by page, each message once, wherever its recipients stand', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const message = (priority: number, ...to: string[]) => messageTo(to, { priority });
    const ids = await enqueue(
      office,
      message(0, 'a@example.org', 'b@example.org', 'c@example.org'),
      message(0, 'd@example.org'),
      message(3, 'e@example.org', 'f@example.org'),
      message(0, 'g@example.org', 'h@example.org'),
      message(-3, 'i@example.org'),
    );
    const first = await office.queue.message(ids[0]);
    const attempt = { atMs: 1, host: null, address: null, status: '4.0.0', text: '' };
    for (const [place, nextAttemptAtMs] of [FAR - 2, FAR - 1].entries()) {
      const recipient = first?.recipients[place + 1]?.id ?? expect.unreachable();
      await applyOne(office.store, {
        ...{ kind: 'settle-outgoing', message: ids[0], notices: [] },
        recipients: [{ kind: 'put-off', recipient, nextAttemptAtMs, attempt, isDelayTold: false }],
      });
    }
    for (const limit of [1, 2, 3]) {
      const seen: number[] = [];
      let page = await office.queue.due('example.org', FAR, limit, new Set([ids[1]]));
      while (page.length > 0 && seen.length < 9) {
        seen.push(...idsOf(page).map((id) => ids.indexOf(id)));
        page = await office.queue.due('example.org', FAR, limit, new Set([ids[1]]), page.at(-1));
      }
      expect(seen).toEqual([2, 0, 3, 4]);
    }
  });

  test('lanes tell how much waits and when the first is due, without what is held', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    expect(await office.queue.lanes()).toEqual([]);
    const notBeforeMs = 4_000_000_000_000;
    await enqueue(
      office,
      messageTo(['a@example.org', 'b@example.org', 'a@example.com'], { notBeforeMs: notBeforeMs + 5, priority: 3 }),
      messageTo(['c@example.org'], { notBeforeMs }),
      messageTo(['d@example.org', 'd@example.net'], { heldBecause: 'because' }),
    );
    const lanes = [
      { lane: 'example.com', recipients: 1, nextAttemptAtMs: notBeforeMs + 5 },
      { lane: 'example.org', recipients: 3, nextAttemptAtMs: notBeforeMs },
    ];
    expect(await office.queue.lanes()).toEqual(lanes);
    expect(await office.queue.firstDue('example.org')).toBe(notBeforeMs);
    expect(await office.queue.firstDue('example.net')).toBeNull();
    expect(await office.queue.counts()).toEqual({ messages: 3, recipients: 6, heldMessages: 1 });
  });

  test('how many messages of an account wait for their time', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account } = await office.person('alice');
    const other = (await office.person('bob')).account;
    const at = (notBeforeMs: number | null, of: AccountId | null, queueId: string) =>
      messageTo(['a@example.org'], { notBeforeMs, account: of, queueId });
    await enqueue(office, at(FAR, account, 'Q1'), at(FAR, account, 'Q1'), at(FAR - 1, account, 'Q2'));
    await enqueue(office, at(null, account, 'Q3'), at(FAR, other, 'Q4'), at(FAR, null, 'Q5'));
    expect(await office.queue.countHeldBack(account, FAR - 2)).toBe(2);
    expect(await office.queue.countHeldBack(account, FAR - 1)).toBe(1);
    expect(await office.queue.countHeldBack(account, FAR)).toBe(0);
  });

  test('list: oldest first, in pages, by text, lane, account and whether it is held', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { account } = await office.person('alice');
    const path = (address: string) => ({ returnPath: { ...messageTo([]).returnPath, address } });
    const ids = await enqueue(
      office,
      messageTo(['a@example.org'], { queueId: 'Q1a', ...path('alice@example.test'), account }),
      messageTo(['b@example.com', 'Bärbel@example.net'], { queueId: 'Q2b', heldBecause: 'x' }),
      messageTo(['c@example.org'], { queueId: 'Q3c', ...path('Bob@example.test') }),
    );
    const list = async (query: Partial<Parameters<typeof office.queue.list>[0]>) =>
      idsOf(await office.queue.list({ limit: 9, ...query })).map((id) => ids.indexOf(id));
    expect(await list({})).toEqual([0, 1, 2]);
    expect(await list({ limit: 2 })).toEqual([0, 1]);
    expect(await list({ after: ids[1] })).toEqual([2]);
    expect(await list({ text: 'q2B' })).toEqual([1]);
    expect(await list({ text: 'bob@' })).toEqual([2]);
    expect(await list({ text: 'BÄRB' })).toEqual([1]);
    expect(await list({ text: 'example.org' })).toEqual([0, 2]);
    expect(await list({ text: 'nobody' })).toEqual([]);
    expect(await list({ lane: 'example.net' })).toEqual([1]);
    expect(await list({ account })).toEqual([0]);
    expect(await list({ isHeld: true })).toEqual([1]);
    expect(await list({ isHeld: false, text: 'example.org', after: ids[0] })).toEqual([2]);
    const [held] = await office.queue.list({ isHeld: true, limit: 1 });
    expect(held?.recipients.map(({ address }) => address)).toEqual(['b@example.com', 'Bärbel@example.net']);
  });
}
