/** Random operations, compared with a model that is too simple to be wrong. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FLAG_DELETED, FLAG_SEEN } from '../../../domain/ports/flags.ts';
import type { MailboxId, Uid } from '../../../domain/ports/ids.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { copyTo, FIRST_UID, LAST_UID, NO_MOD_SEQ, Office, type OpenStore, UNLIMITED } from '../office.ts';

interface ModelEntry {
  readonly uid: number;
  readonly body: string;
  system: number;
}

class ModelMailbox {
  entries: ModelEntry[] = [];
  gone: number[] = [];
  uidNext = 1;

  add(body: string, system: number): void {
    this.entries.push({ uid: this.uidNext, body, system });
    this.uidNext += 1;
  }

  remove(which: (entry: ModelEntry) => boolean): ModelEntry[] {
    const removed = this.entries.filter(which);
    this.entries = this.entries.filter((entry) => !which(entry));
    this.gone.push(...removed.map(({ uid }) => uid));
    return removed;
  }
}

const MAILBOXES = 4;
const place = fc.nat(MAILBOXES - 1);
const someUids = fc
  .uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 6 })
  .map((list) => list.sort((a, b) => a - b));

const step = fc.oneof(
  fc.record({ do: fc.constant('append' as const), to: place, body: fc.nat(8), system: fc.nat(31) }),
  fc.record({ do: fc.constant('deliver' as const), body: fc.nat(8), system: fc.nat(31) }),
  fc.record({
    do: fc.constant('flag' as const),
    to: place,
    uids: someUids,
    mode: fc.constantFrom('add' as const, 'remove' as const),
    system: fc.nat(31),
  }),
  fc.record({ do: fc.constant('copy' as const), from: place, to: place, uids: someUids, isMove: fc.boolean() }),
  fc.record({ do: fc.constant('expunge' as const), to: place, uids: fc.option(someUids), onlyDeleted: fc.boolean() }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

export function modelSuite(open: OpenStore): void {
  test('does what the model does', { timeout: 120_000 }, async () => {
    const sequences = fc.array(step, { minLength: 5, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(sequences, (steps) => compare(open, steps)),
      { numRuns: 15, seed: 20261123 },
    );
  });
}

async function compare(open: OpenStore, steps: readonly Step[]): Promise<void> {
  await using opened = await open();
  const office = await Office.begin(opened);
  const alice = await office.person('alice');
  const bob = await office.person('bob');
  const ids = [alice.inbox, await office.makeMailbox(alice.account, 'Work'), bob.inbox];
  ids.push(await office.makeMailbox(bob.account, 'Work'));
  const models = ids.map(() => new ModelMailbox());
  for (const item of steps) await both(office, ids, models, item);
  for (const [index, id] of ids.entries()) await requireEqual(office, id, models[index]);
  const counts = [alice, bob].map(async ({ account }) => (await office.mailboxes.usage(account)).messageCount);
  const sizes = models.map(({ entries }) => entries.length) as [number, number, number, number];
  expect(await Promise.all(counts)).toEqual([sizes[0] + sizes[1], sizes[2] + sizes[3]]);
}

async function both(
  office: Office,
  ids: readonly MailboxId[],
  models: readonly ModelMailbox[],
  item: Step,
): Promise<void> {
  const { store } = office;
  const id = (index: number) => ids[index];
  const model = (index: number) => models[index];
  switch (item.do) {
    case 'append':
      await office.append(id(item.to), { system: item.system }, body(item.body));
      model(item.to).add(body(item.body), item.system);
      return;
    case 'deliver': {
      const accounts = await Promise.all([0, 2].map(async (index) => (await office.get(id(index))).account));
      const copies = accounts.map((account) => copyTo(account, null, { system: item.system }));
      await applyOne(store, office.delivery(await office.stage(body(item.body)), copies));
      for (const index of [0, 2]) model(index).add(body(item.body), item.system);
      return;
    }
    case 'flag': {
      const { mode, system } = item;
      const change = { kind: 'store-flags', mode, system, keywords: '', unchangedSince: null } as const;
      await applyOne(store, { ...change, mailbox: id(item.to), uids: item.uids as Uid[] });
      for (const entry of model(item.to).entries) {
        if (!item.uids.includes(entry.uid)) continue;
        entry.system = mode === 'add' ? entry.system | system : entry.system & ~system;
      }
      return;
    }
    case 'copy': {
      const { isMove } = item;
      const transfer = { kind: 'copy-entries', isMove, limits: UNLIMITED } as const;
      await applyOne(store, { ...transfer, from: id(item.from), to: id(item.to), uids: item.uids as Uid[] });
      const chosen = model(item.from).entries.filter(({ uid }) => item.uids.includes(uid));
      for (const entry of chosen) model(item.to).add(entry.body, entry.system);
      if (isMove) model(item.from).remove((entry) => chosen.includes(entry));
      return;
    }
    case 'expunge': {
      const expunge = { kind: 'expunge-entries', onlyDeleted: item.onlyDeleted } as const;
      await applyOne(store, { ...expunge, mailbox: id(item.to), uids: item.uids as Uid[] | null });
      model(item.to).remove(
        ({ uid, system }) =>
          (item.uids === null || item.uids.includes(uid)) && (!item.onlyDeleted || (system & FLAG_DELETED) !== 0),
      );
    }
  }
}

async function requireEqual(office: Office, id: MailboxId, model: ModelMailbox): Promise<void> {
  const rows = await office.mailboxes.scan(id, FIRST_UID, LAST_UID, 2000, ['uid', 'system', 'preview', 'sizeBytes']);
  expect(rows.map(([uid, system, preview]) => [uid, system, preview])).toEqual(
    model.entries.map((entry) => [entry.uid, entry.system, entry.body.slice(-1)]),
  );
  expect(await office.get(id)).toMatchObject({
    uidNext: model.uidNext,
    messageCount: model.entries.length,
    unseenCount: model.entries.filter(({ system }) => (system & FLAG_SEEN) === 0).length,
    deletedCount: model.entries.filter(({ system }) => (system & FLAG_DELETED) !== 0).length,
    sizeBytes: rows.reduce((sum, [, , , size]) => sum + size, 0),
  });
  const gone = await office.mailboxes.vanishedSince(id, NO_MOD_SEQ, 2000);
  expect(gone.map(({ uid }) => uid)).toEqual(model.gone.sort((a, b) => a - b));
}

/** Some messages are equal, so that contents are shared. */
function body(number: number): string {
  return `Subject: ${number}\r\nMessage-ID: <${number}@example.org>\r\n\r\n${number}`;
}
