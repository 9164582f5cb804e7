/** That what the queue asks all the time costs what it returns, however much waits: by the plans of its statements. */

import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openTestStore } from '../../../../test/support/store.ts';
import { messageTo, Office } from '../../contract/office.ts';
import { shardPaths } from '../segments/layout.ts';
import { DUE, DUE_OF_MESSAGE, FIRST_DUE, NEXT_PRIORITY } from './queue-due.ts';

const DUE_INDEX = 'USING COVERING INDEX queue_recipient_due';

test.each([
  ['the next priority of a lane', NEXT_PRIORITY, `${DUE_INDEX} (lane=? AND priority<?)`],
  ['when a lane is first due', FIRST_DUE, `${DUE_INDEX} (lane=? AND priority=?)`],
  [
    'what is due, in its order',
    DUE,
    'USING INDEX queue_recipient_due (lane=? AND priority=? AND next_attempt_at_ms>? AND next_attempt_at_ms<?)',
  ],
  ['recipients of a message that are due', DUE_OF_MESSAGE, 'USING INDEX queue_recipient_message (message=?)'],
])('%s', async (_name, sql, plan) => {
  await using opened = await openTestStore();
  const index = new DatabaseSync(shardPaths(opened.directory).index, { readOnly: true });
  const steps = index
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all()
    .map(({ detail }) => detail);
  index.close();
  expect(steps).toEqual([`SEARCH queue_recipient ${plan}`]);
});

test('lanes of a long queue are counted in slices, on one state of it', async () => {
  await using opened = await openTestStore();
  const office = await Office.begin(opened);
  await office.store.apply([office.delivery(await office.stage(), [], [messageTo(['x@example.org'])])]);
  const count = 50_000;
  // Recipients of one message with different priorities.
  opened.expectDamage();
  await opened.reopen({}, (directory) => plantRecipients(directory, count));
  const { queue } = opened.store.reader();
  const late = office.delivery(await office.stage(), [], [messageTo(['late@z.example', 'late@a.example'])]);
  let turns = 0;
  let isCounting = true;
  const counting = queue.lanes().finally(() => {
    isCounting = false;
  });
  // Comes meanwhile, and is not in what is counted.
  const applied = office.store.apply([late]);
  while (isCounting) {
    await nextTurn();
    turns += 1;
  }
  const lanes = await counting;
  await applied;
  expect(turns).toBeGreaterThanOrEqual(2);
  expect(lanes).toHaveLength(8);
  expect(lanes.reduce((sum, { recipients }) => sum + recipients, 0)).toBe(count + 1);
  for (const { lane, recipients, nextAttemptAtMs } of lanes) {
    expect(nextAttemptAtMs).toBe(await queue.firstDue(lane));
    expect(recipients).toBeGreaterThan(0);
  }
  expect(await queue.lanes()).toHaveLength(10);
});

/** Recipients of the one message in the queue, in seven lanes of all priorities. */
function plantRecipients(directory: string, count: number): void {
  const index = new DatabaseSync(shardPaths(directory).index);
  index
    .prepare(
      `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ? - 1)
       INSERT INTO queue_recipient (message, address, channel, lane, attempts, next_attempt_at_ms, is_delay_told,
         is_held, priority)
       SELECT message, 'r' || i || '@example.com', 'smtp', 'd' || (i % 7) || '.example', 0, 100000 - i, 0, 0, i % 19 - 9
       FROM queue_recipient, n`,
    )
    .run(count);
  index.close();
}
