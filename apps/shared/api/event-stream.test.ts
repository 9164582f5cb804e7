import { expect, test } from 'vitest';
import { readEventStream, type ServerEvent } from './event-stream.ts';

async function read(text: string, chunkSize: number): Promise<ServerEvent[]> {
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += chunkSize) controller.enqueue(bytes.subarray(at, at + chunkSize));
      controller.close();
    },
  });
  const events: ServerEvent[] = [];
  for await (const event of readEventStream(body)) events.push(event);
  return events;
}

const STREAM =
  ': alive\n\nevent: me\ndata: {}\n\nevent: directory\ndata: {"kind":"user",\ndata: "name":"jürgen"}\n\nevent: x\n\n';

test.each([1, 3, 17, 1000])('events in pieces of %i bytes', async (size) => {
  expect(await read(STREAM, size)).toEqual([
    { name: 'me', data: {} },
    { name: 'directory', data: { kind: 'user', name: 'jürgen' } },
  ]);
});

test('what is no JSON, and what was cut off, is no event', async () => {
  expect(await read('event: me\ndata: {no}\n\nevent: me\ndata: {}\n', 5)).toEqual([]);
});
