import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { MAX_READ_BYTES } from '../../../domain/ports/contents.ts';
import type { ContentHash } from '../../../domain/ports/ids.ts';
import { applyOne, type Store } from '../../../domain/ports/store.ts';
import { Office, type OpenStore, UNLIMITED } from '../office.ts';

/** Bytes that are different everywhere. */
function pattern(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32LE((at * 2654435761) >>> 0, at);
  return bytes;
}

async function collect(store: Store, hash: ContentHash, start?: number, end?: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.contents.stream(hash, start, end)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export function contentSuite(open: OpenStore): void {
  test('comes back byte for byte, whatever its size and however it arrived', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { inbox } = await office.person('alice');
    for (const [size, chunk] of [
      [0, 1],
      [1, 1],
      [5000, 7],
      [256 * 1024, 65536],
      [256 * 1024 + 1, 65536],
      [3_000_000, 10_000],
    ] as const) {
      const bytes = pattern(size);
      await using receiver = office.store.contents.receive(size === 3_000_000 ? size : undefined);
      for (let at = 0; at < size; at += chunk) await receiver.write(bytes.subarray(at, at + chunk));
      expect(receiver.sizeBytes).toBe(size);
      await using staged = await receiver.finish();
      expect(staged.sizeBytes).toBe(size);
      expect(staged.hash).toBe(createHash('sha256').update(bytes).digest('hex'));
      const { digest } = await office.stage('x');
      const email = { ...(await office.email()), content: { staged, digest } };
      await applyOne(office.store, { kind: 'append-emails', mailbox: inbox, emails: [email], limits: UNLIMITED });
      expect(bytes.equals(await office.store.contents.read(staged.hash))).toBe(true);
      expect(bytes.equals(await collect(office.store, staged.hash))).toBe(true);
    }
  });

  test('ranges', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { inbox } = await office.person('alice');
    const bytes = pattern(700_000);
    await office.append(inbox, {}, bytes);
    const hash = createHash('sha256').update(bytes).digest('hex') as ContentHash;
    const { contents } = office.store;
    for (const [start, end] of [
      [0, 1],
      [10, 20],
      [699_990, 800_000],
      [0, 700_000],
      [5, 5],
      [800_000, 900_000],
    ] as const) {
      expect(bytes.subarray(start, end).equals(await contents.read(hash, start, end))).toBe(true);
      expect(bytes.subarray(start, end).equals(await collect(office.store, hash, start, end))).toBe(true);
    }
    expect(bytes.subarray(699_000).equals(await contents.read(hash, 699_000))).toBe(true);
  });

  test('fails with not-found and too-large', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { inbox } = await office.person('alice');
    const unknown = 'ab'.repeat(32) as ContentHash;
    await expect(office.store.contents.read(unknown)).rejects.toMatchObject({ code: 'not-found' });
    await expect(collect(office.store, unknown)).rejects.toMatchObject({ code: 'not-found' });
    const bytes = pattern(MAX_READ_BYTES + 1);
    await office.append(inbox, {}, bytes);
    const hash = createHash('sha256').update(bytes).digest('hex') as ContentHash;
    await expect(office.store.contents.read(hash)).rejects.toMatchObject({ code: 'too-large' });
    expect(await office.store.contents.read(hash, 1)).toHaveLength(MAX_READ_BYTES);
  });

  test('what is staged and not filed is not there', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    for (const size of [100, 600_000]) {
      const { staged } = await office.stage(pattern(size));
      await expect(office.store.contents.read(staged.hash)).rejects.toMatchObject({ code: 'not-found' });
      await staged[Symbol.asyncDispose]();
      const receiver = office.store.contents.receive(size);
      await receiver.write(pattern(size));
      await receiver[Symbol.asyncDispose]();
    }
    expect((await office.store.maintenance.status()).contentCount).toBe(0);
  });

  test('a large content that is already kept is kept once', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { inbox } = await office.person('alice');
    const bytes = pattern(600_000);
    await office.append(inbox, {}, bytes);
    await office.append(inbox, {}, bytes);
    const status = await office.store.maintenance.status();
    expect(status).toMatchObject({ contentCount: 1, emailCount: 2, contentBytes: 600_000, emailBytes: 1_200_000 });
  });
}
