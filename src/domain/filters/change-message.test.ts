import { describe, expect, test } from 'vitest';
import type { HeaderChange } from '../ports/content-filter.ts';
import { changeMessage, type MessageSource } from './change-message.ts';

const MESSAGE = 'To: a\r\nSubject: b\r\n\r\nbody\r\n';
const ADD: HeaderChange = { kind: 'add', name: 'A', value: '1', index: 0 };

function sourceOf(message: string, chunkBytes = 4): MessageSource {
  const bytes = Buffer.from(message);
  return {
    sizeBytes: bytes.length,
    async *open() {
      for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    },
  };
}

async function textOf(source: MessageSource): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.open()) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  expect(bytes).toHaveLength(source.sizeBytes);
  return bytes.toString();
}

describe('changeMessage', () => {
  test.each([
    ['a field', MESSAGE, { headers: [ADD], body: null }, `A: 1\r\n${MESSAGE}`],
    ['the body', MESSAGE, { headers: [], body: Buffer.from('new\r\n') }, 'To: a\r\nSubject: b\r\n\r\nnew\r\n'],
    ['no body any more', MESSAGE, { headers: [], body: Buffer.alloc(0) }, 'To: a\r\nSubject: b\r\n\r\n'],
    ['both', MESSAGE, { headers: [ADD], body: Buffer.from('x') }, 'A: 1\r\nTo: a\r\nSubject: b\r\n\r\nx'],
    ['a body where there was none', 'To: a\r\n', { headers: [], body: Buffer.from('x') }, 'To: a\r\n\r\nx'],
    ['a field where there is no header', '\r\nbody', { headers: [ADD], body: null }, 'A: 1\r\n\r\nbody'],
  ])('%s', async (_, message, changes, expected) => {
    const changed = await changeMessage(sourceOf(message), changes);
    expect(await textOf(changed)).toBe(expected);
    expect(await textOf(changed)).toBe(expected);
    expect(await textOf(await changeMessage(sourceOf(message, 1), changes))).toBe(expected);
  });

  test('leaves alone what nobody wants changed', async () => {
    const source = sourceOf(MESSAGE);
    expect(await changeMessage(source, { headers: [], body: null })).toBe(source);
  });

  test('changes on changes', async () => {
    const once = await changeMessage(sourceOf(MESSAGE), { headers: [ADD], body: null });
    const remove: HeaderChange = { kind: 'change', name: 'To', occurrence: 1, value: '' };
    const twice = await changeMessage(once, { headers: [remove], body: Buffer.from('y') });
    expect(await textOf(twice)).toBe('A: 1\r\nSubject: b\r\n\r\ny');
  });
});
