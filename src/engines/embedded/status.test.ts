import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openTestStore } from '../../../test/support/store.ts';
import { Database } from './index/database.ts';
import type { MaintenanceParts } from './maintenance.ts';
import { shardPaths } from './segments/layout.ts';
import { readStatus } from './status.ts';

const COUNT = 30_001;
const SUM = (COUNT * (COUNT - 1)) / 2;

/** Contents with gaps between their ids, of which each has a size of its own: 150,000 ids, of which 20,000 are a slice. */
function plantContents(directory: string): void {
  const index = new DatabaseSync(shardPaths(directory).index);
  index
    .prepare(
      `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ? - 1)
       INSERT INTO content SELECT 7 + i * 5, CAST(i AS BLOB), i, 1, 0, 1, 0, NULL, 0 FROM n`,
    )
    .run(COUNT);
  index.close();
}

test('every content is counted once', async () => {
  await using opened = await openTestStore();
  opened.expectDamage();
  const store = await opened.reopen({}, plantContents);
  expect(await store.maintenance.status()).toMatchObject({ contentCount: COUNT, contentBytes: SUM });
});

test('the event loop goes on between two slices', async () => {
  await using opened = await openTestStore();
  opened.expectDamage();
  await opened.reopen({}, plantContents);
  const connection = new DatabaseSync(shardPaths(opened.directory).index, { readOnly: true });
  const sliceTurns: number[] = [];
  let turns = 0;
  const database = new (class extends Database {
    override row<T extends readonly unknown[]>(sql: string, ...values: number[]): T | undefined {
      if (sql.includes('id >= ?')) sliceTurns.push(turns);
      return super.row<T>(sql, ...values);
    }
  })(connection);
  const turn = () => {
    turns += 1;
    next = setImmediate(turn);
  };
  let next = setImmediate(turn);
  const status = await readStatus({
    database,
    paths: shardPaths(opened.directory),
    feed: { position: 0 },
    space: { poll: async () => 1, isShort: () => false },
  } as unknown as MaintenanceParts);
  clearImmediate(next);
  database.close();
  expect(status).toMatchObject({ contentCount: COUNT, contentBytes: SUM });
  expect(sliceTurns).toHaveLength(8);
  expect(new Set(sliceTurns).size).toBe(8);
});

test('an empty store', async () => {
  await using opened = await openTestStore();
  expect(await opened.store.maintenance.status()).toMatchObject({
    ...{ contentCount: 0, contentBytes: 0, emailCount: 0, emailBytes: 0 },
  });
});
