import { expect, test } from 'vitest';
import { withoutReturnPath } from './return-path.ts';

async function without(text: string, chunkBytes: number): Promise<string> {
  const bytes = Buffer.from(text);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  let result = '';
  for await (const chunk of withoutReturnPath(chunks())) result += Buffer.from(chunk).toString();
  return result;
}

test.each([
  ['Return-Path: <a@example.org>\r\nReceived: x\r\n\r\nbody', 'Received: x\r\n\r\nbody'],
  ['Return-Path:\r\n\t<a@example.org>\r\nTo: b\r\n', 'To: b\r\n'],
  ['return-path: <>\r\nReturn-Path: <of the client>\r\n\r\n', 'Return-Path: <of the client>\r\n\r\n'],
  ['Received: x\r\nReturn-Path: <y>\r\n\r\n', 'Received: x\r\nReturn-Path: <y>\r\n\r\n'],
  ['Return-Paths: x\r\n\r\n', 'Return-Paths: x\r\n\r\n'],
  ['Ret', 'Ret'],
  ['', ''],
])('%j', async (content, expected) => {
  for (const chunkBytes of [1, 3, 17, 10_000]) expect(await without(content, chunkBytes)).toBe(expected);
});
