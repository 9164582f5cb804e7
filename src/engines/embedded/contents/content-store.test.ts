import fs from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { openTestStore } from '../../../../test/support/store.ts';
import { Office } from '../../contract/office.ts';
import { shardPaths } from '../segments/layout.ts';

test.each([
  ['in one piece', 5_000],
  ['in several', 700_000],
])('a content that is streamed %s is compared with its checksum', async (_, sizeBytes) => {
  await using opened = await openTestStore();
  const office = await Office.begin(opened);
  const { inbox } = await office.person('alice');
  const content = Buffer.alloc(sizeBytes, 'whole ');
  await office.append(inbox, {}, content);
  const [row] = await office.mailboxes.scan(inbox, 1 as never, 9 as never, 9, ['hash']);
  const hash = row[0];
  const stream = () => buffer(office.store.contents.stream(hash));
  expect(content.equals(await stream())).toBe(true);

  const { segments } = shardPaths(opened.directory);
  const [segment] = fs.readdirSync(segments).map((name) => join(segments, name));
  const sound = fs.readFileSync(segment);
  const damaged = Buffer.from(sound);
  damaged.write('X', sound.indexOf(content) + sizeBytes - 1);
  fs.writeFileSync(segment, damaged);
  await expect(stream()).rejects.toMatchObject({ code: 'unavailable', message: 'the content is damaged' });
  // The store is checked when it is closed.
  fs.writeFileSync(segment, sound);
});
