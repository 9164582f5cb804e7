import { expect, test } from 'vitest';
import { openTestStore } from '../../../../test/support/store.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { Office } from '../../contract/office.ts';
import { shardPaths } from '../segments/layout.ts';
import { longRead } from './long-read.ts';

test('sees one state from its first read to its last, and the next one sees a later one', async () => {
  await using opened = await openTestStore();
  await Office.begin(opened);
  const set = (value: string) => applyOne(opened.store, { kind: 'set-setting', name: 'a', value });
  await set('1');
  const { index } = shardPaths(opened.directory);
  const sql = "SELECT value FROM setting WHERE name = 'a'";
  const seen = await longRead(index, async (database) => {
    const first = database.value(sql);
    await set('2');
    return [first, database.value(sql)];
  });
  expect(seen).toEqual(['1', '1']);
  expect(await longRead(index, async (database) => database.value(sql))).toBe('2');
});
