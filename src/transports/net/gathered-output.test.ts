import { PassThrough, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { GatheredOutput } from './gathered-output.ts';

function sent(...parts: (string | Uint8Array)[]): Buffer {
  const output = new GatheredOutput();
  for (const part of parts) output.write(part);
  expect(output.sizeBytes).toBe(parts.reduce((sum, { length }) => sum + length, 0));
  const stream = new PassThrough({ highWaterMark: 2 ** 20 });
  output.sendTo(stream);
  expect(output.sizeBytes).toBe(0);
  return (stream.read() as Buffer | null) ?? Buffer.alloc(0);
}

describe('gathered output', () => {
  const LONG = '\u00e9'.repeat(20_000);

  test.each([
    ['nothing', []],
    ['an empty text', ['']],
    ['short texts', ['* OK', ' \u00e9\r\n']],
    ['a long text between short ones', ['a', LONG, 'b', 'c']],
    ['octets between texts', ['a', Buffer.from([0, 255, 10]), LONG, Buffer.from([1])]],
  ])('%s leave as octets, in order', (_, parts) => {
    expect(sent(...parts)).toEqual(Buffer.concat(parts.map((part) => Buffer.from(part as string, 'latin1'))));
  });

  test('short octets leave together, long ones by themselves', () => {
    const output = new GatheredOutput();
    const long = Buffer.alloc(4096, 'L');
    for (const part of [Buffer.from('a'), Buffer.from('b'), long, Buffer.from('c'), 'd', Buffer.from('e')]) {
      output.write(part);
    }
    const chunks: string[] = [];
    const stream = new Writable({
      decodeStrings: false,
      write(chunk: string | Buffer, _encoding, done) {
        chunks.push(chunk.toString());
        done();
      },
    });
    output.sendTo(stream);
    expect(chunks).toEqual(['ab', long.toString(), 'c', 'd', 'e']);
  });

  test('long texts wait as octets, short ones together', () => {
    const output = new GatheredOutput();
    for (const part of ['a', 'b', 'c'.repeat(8192), 'd'.repeat(8191), 'e']) output.write(part);
    const chunks: (string | Uint8Array)[] = [];
    const write = (chunk: string | Uint8Array, _encoding: string, done: () => void) => {
      chunks.push(chunk);
      done();
    };
    output.sendTo(new Writable({ decodeStrings: false, write }));
    expect(chunks).toEqual(['ab', Buffer.alloc(8192, 'c'), `${'d'.repeat(8191)}e`]);
  });

  test.each(['\u010a', `${LONG}\u0100`])('a character that is no octet is a bug', (text) => {
    expect(() => new GatheredOutput().write(text)).toThrow(TypeError);
  });

  test('what was cleared is not sent', () => {
    const output = new GatheredOutput();
    output.write(LONG);
    output.clear();
    const stream = new PassThrough();
    output.sendTo(stream);
    expect(stream.read()).toBeNull();
  });
});
