import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { transcript } from './transcript.ts';

/** Answers each line with what stands behind it: `2 a b` with the lines a and b. `bye` ends the connection. */
let server: Server;
let port = 0;

beforeAll(async () => {
  server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      for (const line of chunk.toString('latin1').split('\r\n').slice(0, -1)) {
        if (line === 'bye') socket.end();
        for (const word of line.split(' ').slice(1)) socket.write(`${word}\r\n`, 'latin1');
      }
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  port = typeof address === 'object' ? (address?.port ?? 0) : 0;
});
afterAll(() => {
  server.close();
});

const play = (script: string) => transcript({ port }, script, { patienceMs: 300 });

describe('a transcript', () => {
  test('captures, and compares with what was captured', async () => {
    const seen = await play(`
      C: say id=7 id=7
      S: id={n}
      S: id={n}
      C: say again{n}
      S: again7
    `);
    expect(seen).toEqual({ n: '7' });
    await expect(play('C: say id=7 id=8\nS: id={n}\nS: id={n}')).rejects.toThrow('received: id=8');
  });

  test('takes lines in any order, and passes over others', async () => {
    await play('C: say b a c d\nS*: a\nS*: b\nS: c\nS: d');
    await expect(play('C: say b\nS*: a')).rejects.toThrow('expected: a');
    await play('C: say x y z\nS: ...\nS: z');
    await play('C: say ab\nS: a…');
    await expect(play('C: say b c\nS*: a\nS*: b\nS: c')).rejects.toThrow('expected: a');
  });

  test('sees what must not come', async () => {
    await expect(play('S!: bad\nC: say x\nS: x\nS!: bad\nC2: say y\nS2: y')).resolves.toEqual({});
    await expect(play('C: say bad ok\nS!: bad\nS: ...\nS: ok')).rejects.toThrow('must not come: bad');
  });

  test('speaks on several connections, in octets, and sees the end', async () => {
    await play('C: say a\nC2: say b\nS2: b\nS: a\nC: bye\nS: ␄');
    await play('C+: say x␍␊say ü␍␊\nS: x\nS: ü');
    await expect(play('C: say a\nS: ␄')).rejects.toThrow('nothing came');
  });

  test('fails where nothing comes, where something else does, and where it is not understood', async () => {
    await expect(play('C: say\nS: a')).rejects.toThrow('transcript line 2: nothing came, expected: a');
    await expect(play('C: say b\nS: a')).rejects.toThrow('expected: a\n  received: b');
    await expect(play('X: y')).rejects.toThrow('transcript line 1: X: y');
  });
});
