import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appendText, openTestMailboxes } from '../../../test/support/mailboxes.ts';
import type { Uid } from '../ports/ids.ts';
import { receiveMessage } from './arrival.ts';
import { type SectionKind, type StoredMessage, WHOLE_MESSAGE_FIELDS } from './message-reader.ts';
import type { SectionBytes } from './section-bytes.ts';

const NESTED = `From: anna@example.com
Subject: Outer
Subject: Twice
X-Empty:
Content-Type: multipart/mixed; boundary=b

preamble
--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

caf=C3=A9 =
open
--b
Content-Type: message/rfc822

Subject: Inner
Content-Type: text/html
Content-Transfer-Encoding: base64

PGI+aGk8L2I+
--b
Content-Type: application/x-odd
Content-Transfer-Encoding: x-uuencode

begin 644 x
--b--
epilogue
`.replaceAll('\n', '\r\n');

async function textOf(section: SectionBytes | null): Promise<string | null> {
  if (section === null) return null;
  const chunks: Uint8Array[] = [];
  for await (const chunk of section.stream()) chunks.push(chunk);
  const streamed = Buffer.concat(chunks);
  expect(streamed.length).toBe(section.sizeBytes);
  if (section.bytes !== null) expect(Buffer.compare(streamed, section.bytes)).toBe(0);
  return streamed.toString();
}

const read = async (message: StoredMessage, path: number[], kind: Exclude<SectionKind['kind'], 'header-fields'>) =>
  textOf(await message.section({ path, section: { kind } }));

describe('sections of a message', () => {
  test('are found by their offsets', async () => {
    await using test = await openTestMailboxes();
    const uid = await appendText(test.alice, 'INBOX', NESTED);
    const { id } = await test.alice.get('INBOX');
    const message = (await test.alice.message(id, uid))!;
    expect(message.sizeBytes).toBe(NESTED.length);
    const [header, body] = [NESTED.slice(0, NESTED.indexOf('preamble')), NESTED.slice(NESTED.indexOf('preamble'))];
    expect(await read(message, [], 'all')).toBe(NESTED);
    expect(await read(message, [], 'header')).toBe(header);
    expect(await read(message, [], 'text')).toBe(body);
    expect(await read(message, [], 'mime')).toBeNull();
    expect(await read(message, [1], 'all')).toBe('caf=C3=A9 =\r\nopen');
    expect(await read(message, [2], 'mime')).toBe('Content-Type: message/rfc822\r\n\r\n');
    expect(await read(message, [2], 'header')).toMatch(/^Subject: Inner\r\n[^]*\r\n\r\n$/);
    expect(await read(message, [2, 1], 'all')).toBe('PGI+aGk8L2I+');
    expect(await read(message, [2], 'text')).toBe('PGI+aGk8L2I+');
    expect(await read(message, [1], 'header')).toBeNull();
    expect(await read(message, [4], 'all')).toBeNull();
    expect(await read(message, [1, 1], 'all')).toBeNull();
    expect(message.structure.children).toHaveLength(3);
    expect(await test.alice.message(id, 99 as Uid)).toBeNull();
  });

  test('header fields are chosen by name', async () => {
    await using test = await openTestMailboxes();
    const uid = await appendText(test.alice, 'INBOX', NESTED);
    const message = (await test.alice.message((await test.alice.get('INBOX')).id, uid))!;
    const choose = async (fields: string[], isNot: boolean, path: number[] = []) =>
      textOf(await message.section({ path, section: { kind: 'header-fields', fields, isNot } }));
    expect(await choose(['SUBJECT', 'none'], false)).toBe('Subject: Outer\r\nSubject: Twice\r\n\r\n');
    expect(await choose(['subject', 'content-type'], true)).toBe('From: anna@example.com\r\nX-Empty:\r\n\r\n');
    expect(await choose(['subject'], false, [2])).toBe('Subject: Inner\r\n\r\n');
    expect(await choose(['subject'], false, [1])).toBeNull();
    const partial = { offset: 9, length: 5 };
    const section = { kind: 'header-fields', fields: ['subject'], isNot: false } as const;
    expect(await textOf(await message.section({ path: [], section, partial }))).toBe('Outer');
  });

  test('binary undoes the transfer encoding, with the exact size', async () => {
    await using test = await openTestMailboxes();
    const uid = await appendText(test.alice, 'INBOX', NESTED);
    const message = (await test.alice.message((await test.alice.get('INBOX')).id, uid))!;
    expect(await message.binarySize([1])).toBe(10);
    expect(await textOf(await message.binary([1]))).toBe('café open');
    expect(await textOf(await message.binary([1], { offset: 3, length: 2 }))).toBe('é');
    expect(await textOf(await message.binary([2, 1]))).toBe('<b>hi</b>');
    expect(await message.binarySize([])).toBe(NESTED.length);
    expect(await message.binary([9])).toBeNull();
    await expect(message.binary([3])).rejects.toMatchObject({ code: 'unsupported', detail: { reason: 'unknown-cte' } });
    await expect(message.binarySize([3])).rejects.toMatchObject({ code: 'unsupported' });
  });

  test('large ones are streamed', async () => {
    await using test = await openTestMailboxes();
    const data = Buffer.alloc(600_000, 'The quick brown fox. ');
    const encoded = data.toString('base64').replace(/.{76}/g, '$&\r\n');
    const text = `Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n${encoded}\r\n`;
    const uid = await appendText(test.alice, 'INBOX', text);
    const message = (await test.alice.message((await test.alice.get('INBOX')).id, uid))!;
    const whole = (await message.section({ path: [], section: { kind: 'all' } }))!;
    expect(whole.bytes).toBeNull();
    expect(await textOf(whole)).toBe(text);
    expect(await message.binarySize([1])).toBe(600_000);
    expect(await textOf(await message.binary([1]))).toBe(data.toString());
    for (const offset of [0, 1, 262_143, 599_999, 700_000]) {
      const part = await textOf(await message.binary([1], { offset, length: 300_000 }));
      expect(part === data.subarray(offset, offset + 300_000).toString()).toBe(true);
    }
  });

  test('partial ranges are slices of the whole', async () => {
    await using test = await openTestMailboxes();
    const uid = await appendText(test.alice, 'INBOX', NESTED);
    const message = (await test.alice.message((await test.alice.get('INBOX')).id, uid))!;
    await fc.assert(
      fc.asyncProperty(fc.nat(2 * NESTED.length), fc.nat(2 * NESTED.length), async (offset, length) => {
        const part = await message.section({ path: [], section: { kind: 'all' }, partial: { offset, length } });
        expect(await textOf(part)).toBe(NESTED.slice(offset, offset + length));
      }),
      { seed: 3501, numRuns: 100 },
    );
  });

  test('a digest of an older version is computed again', async () => {
    await using test = await openTestMailboxes();
    const uid = await appendText(test.alice, 'INBOX', NESTED);
    const { id } = await test.alice.get('INBOX');
    const [row] = await test.store.reader().mailboxes.pick(id, [uid], ['hash', 'sizeBytes']);
    const [hash, sizeBytes] = row;
    const message = await test.alice.openMessage({ hash, sizeBytes, digestVersion: 0, parts: 'of another form' });
    expect(await read(message, [2, 1], 'all')).toBe('PGI+aGk8L2I+');
  });

  test('the whole message needs no digest, and a part of it does', async () => {
    await using test = await openTestMailboxes();
    const uid = await appendText(test.alice, 'INBOX', NESTED);
    const { id } = await test.alice.get('INBOX');
    const [[hash, sizeBytes]] = await test.store.reader().mailboxes.pick(id, [uid], WHOLE_MESSAGE_FIELDS);
    const message = await test.alice.openMessage({ hash, sizeBytes });
    expect(await read(message, [], 'all')).toBe(NESTED);
    expect(await textOf(await message.binary([], { offset: 6, length: 4 }))).toBe(NESTED.slice(6, 10));
    expect(await message.binarySize([])).toBe(NESTED.length);
    await expect(read(message, [], 'header')).rejects.toThrow(TypeError);
  });
});

describe('arrival', () => {
  test('does not depend on how the bytes come', async () => {
    await using test = await openTestMailboxes();
    const receive = async (size: number) => {
      const arrival = receiveMessage(test.store.contents);
      for (let at = 0; at < NESTED.length; at += size) await arrival.write(Buffer.from(NESTED.slice(at, at + size)));
      return arrival.finish();
    };
    const whole = await receive(NESTED.length);
    await using _whole = whole.staged;
    expect(whole.digest).toMatchObject({ fromKey: 'ANNA@EXAMPLE.COM', sentDay: null });
    for (const size of [1, 3, 17]) {
      const { staged, digest } = await receive(size);
      await using _staged = staged;
      expect(digest).toEqual(whole.digest);
      expect(staged.hash).toBe(whole.staged.hash);
    }
  });

  test('is refused above the limit, and leaves nothing when given up', async () => {
    await using test = await openTestMailboxes();
    await using arrival = receiveMessage(test.store.contents, { maxBytes: 10 });
    await arrival.write(Buffer.from('0123456789'));
    expect(() => arrival.write(Buffer.from('x'))).toThrow(expect.objectContaining({ code: 'too-large' }));
    expect(arrival.sizeBytes).toBe(10);
  });

  test('threads by Message-ID and References', async () => {
    await using test = await openTestMailboxes();
    const text =
      'Message-ID: <c@example.com>\nReferences: <a@example.com> <b@example.com>\nIn-Reply-To: <b@example.com>\n\n';
    const arrival = receiveMessage(test.store.contents);
    await arrival.write(Buffer.from(text));
    const { staged, digest } = await arrival.finish();
    await using _staged = staged;
    expect(digest.threadKeys).toEqual(['c@example.com', 'b@example.com', 'a@example.com']);
  });
});
