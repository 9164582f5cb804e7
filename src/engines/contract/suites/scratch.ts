import { expect, test } from 'vitest';
import type { Scratch } from '../../../domain/ports/contents.ts';
import type { OpenStore } from '../office.ts';

async function readAll(scratch: Scratch): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of scratch.read()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Bytes that are nowhere the same. */
function pattern(length: number, start = 0): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at += 1) bytes[at] = ((start + at) * 31 + ((start + at) >> 8)) & 0xff;
  return bytes;
}

const SIZES = [0, 1, 200_000, 262_144, 262_145, 700_000, 3_000_000];

export function scratchSuite(open: OpenStore): void {
  test.each(SIZES.flatMap((size) => [[size, undefined] as const, [size, size] as const]))(
    'gives %i bytes back as they were, announced: %s',
    async (size, announced) => {
      await using opened = await open();
      await using scratch = opened.store.contents.scratch(announced);
      const bytes = pattern(size);
      for (let at = 0; at < size; at += 65_000) await scratch.write(bytes.subarray(at, at + 65_000));
      expect(scratch.sizeBytes).toBe(size);
      expect((await readAll(scratch)).equals(bytes)).toBe(true);
      expect((await readAll(scratch)).equals(bytes)).toBe(true);
    },
  );

  test('several readers go on side by side, each at its own speed', async () => {
    await using opened = await open();
    await using scratch = opened.store.contents.scratch();
    const bytes = pattern(1_500_000);
    for (let at = 0; at < bytes.length; at += 100_000) await scratch.write(bytes.subarray(at, at + 100_000));
    const slow = scratch.read()[Symbol.asyncIterator]();
    const first = await slow.next();
    const others = await Promise.all([readAll(scratch), readAll(scratch), readAll(scratch)]);
    for (const other of others) expect(other.equals(bytes)).toBe(true);
    const chunks = [first.value as Uint8Array];
    for (let next = await slow.next(); next.done !== true; next = await slow.next()) chunks.push(next.value);
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
  });

  test('a reader may stop in the middle, and the scratch is given up all the same', async () => {
    await using opened = await open();
    const scratch = opened.store.contents.scratch();
    for (let count = 0; count < 8; count += 1) await scratch.write(pattern(100_000));
    for await (const chunk of scratch.read()) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    await scratch[Symbol.asyncDispose]();
    await scratch[Symbol.asyncDispose]();
    await expect(readAll(scratch)).rejects.toThrow();
  });
}
