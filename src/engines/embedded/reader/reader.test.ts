import { expect, test } from 'vitest';
import { openTestStore } from '../../../../test/support/store.ts';
import { PlaceHints } from '../contents/place-hints.ts';
import { connectReader, connectScanner } from '../index/connect.ts';
import { shardPaths } from '../segments/layout.ts';
import { EmbeddedReader } from './reader.ts';
import { RowBlocks } from './row-blocks.ts';

test('the queue is read without the connection whose cache is for mailboxes, on one with a small cache', async () => {
  await using opened = await openTestStore();
  const { index } = shardPaths(opened.directory);
  const database = connectReader(index);
  const scanner = connectScanner(index);
  const cacheKib = (connection: typeof database) => -(connection.value<number>('PRAGMA cache_size') ?? 0);
  expect(cacheKib(scanner)).toBeLessThan(cacheKib(database) / 10);

  database.close();
  const { queue } = new EmbeddedReader({ database, scanner, index, blocks: new RowBlocks(), hints: new PlaceHints() });
  expect(await queue.counts()).toMatchObject({ messages: 0 });
  expect(await queue.firstDue('example.org')).toBeNull();
  expect(await queue.due('example.org', 1, 1, new Set())).toEqual([]);
  scanner.close();
});
