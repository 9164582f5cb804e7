import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isFailure } from '../../base/failure.ts';
import { MilterPacketReader } from './packet-reader.ts';
import { parseNegotiation } from './parse-negotiation.ts';
import { parseReply } from './parse-reply.ts';
import { MAX_MILTER_PACKET_BYTES } from './protocol.ts';

function read(bytes: Uint8Array, chunkBytes: number): [command: string, data: string][] {
  const reader = new MilterPacketReader();
  const packets: [string, string][] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    reader.push(bytes.subarray(at, at + chunkBytes));
    for (let packet = reader.next(); packet !== null; packet = reader.next()) {
      packets.push([packet.command, packet.data.toString('latin1')]);
    }
  }
  return packets;
}

test.each([1, 2, 3, 7, 100])('packets in chunks of %i octets', (chunkBytes) => {
  const bytes = Buffer.from('\0\0\0\x01c\0\0\0\x06hA\0bc\0\0\0\0\x01p\0\0\0', 'latin1');
  expect(read(bytes, chunkBytes)).toEqual([
    ['c', ''],
    ['h', 'A\0bc\0'],
    ['p', ''],
  ]);
});

test('says whether something is left', () => {
  const reader = new MilterPacketReader();
  expect(reader.isEmpty).toBe(true);
  reader.push(Buffer.from([0]));
  expect(reader.isEmpty).toBe(false);
  reader.push(Buffer.from([0, 0, 1, 0x63]));
  expect(reader.next()?.command).toBe('c');
  expect(reader.isEmpty).toBe(true);
});

test('takes linear time, however small the packets are', () => {
  const count = 1_000_000;
  const reader = new MilterPacketReader();
  reader.push(Buffer.concat(Array<Buffer>(count).fill(Buffer.from('\0\0\0\x01p', 'latin1'))));
  let packets = 0;
  while (reader.next() !== null) packets += 1;
  expect(packets).toBe(count);
});

test.each([0, MAX_MILTER_PACKET_BYTES + 1, 0xffffffff])('refuses a length of %i at once', (length) => {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(length);
  const reader = new MilterPacketReader();
  reader.push(head);
  expect(() => reader.next()).toThrow(/octets from a filter/);
});

test('rubbish is a Failure or a reply, never anything else', () => {
  const attempt = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      if (!isFailure(error, 'invalid')) throw error;
    }
  };
  const command = fc.constantFrom(...'Ocartdspf4yhimbe+-qxZ');
  const data = fc.uint8Array({ maxLength: 40 });
  const text = fc
    .array(fc.constantFrom('\0', '550 ', '5.7.1', '<', '>', 'a@b', ':', '\r\n', 'é'))
    .map((all) => Buffer.from(all.join('')));
  fc.assert(
    fc.property(command, fc.oneof(data, text), (name, bytes) => {
      const packet = { command: name, data: Buffer.from(bytes) };
      attempt(() => parseReply(packet));
      attempt(() => parseNegotiation(packet));
    }),
    { seed: 3, numRuns: 2000 },
  );
});
