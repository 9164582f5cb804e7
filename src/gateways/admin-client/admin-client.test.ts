import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { endpoint } from '../../wire/admin/endpoint.ts';
import { ENDPOINTS } from '../../wire/admin/endpoints.ts';
import { createAdminClient } from './admin-client.ts';

/** Of the user that everybody takes for nobody. */
const NOBODY = 65_534;
const MEGABYTE = 1024 * 1024;

/** One that needs every part of a request. */
const CHANGE_SHELF = endpoint({
  name: 'shelf.change',
  method: 'PATCH',
  path: '/rooms/{room}/shelves/{shelf}',
  summary: '',
  pathParameters: z.strictObject({ room: z.string(), shelf: z.string() }),
  query: z.strictObject({ limit: z.int().optional(), query: z.string().optional(), isDry: z.boolean().optional() }),
  body: z.strictObject({ title: z.string() }),
  result: z.strictObject({ changed: z.int().transform((count) => `${count} changed`) }),
});
const INPUT = { path: { room: 'a b', shelf: '../ä' }, body: { title: 'Größe' } };

/** By the detail the command line tells a server that does not answer from one that is not there. */
const UNANSWERED = expect.objectContaining({ code: 'unavailable', detail: {} }) as unknown;

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'admin-client-'));
  path = join(folder, 'admin.sock');
});
afterEach(() => rm(folder, { recursive: true }));

const call = () => createAdminClient(path).call(ENDPOINTS['service.list']);
const change = (input: Parameters<typeof callShelf>[0] = INPUT) => callShelf(input);
const callShelf = (input: { path?: typeof INPUT.path; query?: object; body?: typeof INPUT.body }) =>
  createAdminClient(path).call(CHANGE_SHELF, input);

type Answer = (...exchange: Parameters<RequestListener>) => unknown;

async function serve(answer: Answer): Promise<AsyncDisposable> {
  const server = createServer((request, response) => void answer(request, response)).listen(path);
  await new Promise((resolve) => server.once('listening', resolve));
  return server;
}

/** A server that gives this answer to everything. */
const answering = (status: number, body: string | Buffer) =>
  serve((_, response) => response.writeHead(status).end(body));

describe('a request', () => {
  test('names what it is about, asks for what is given, and sends JSON', async () => {
    const seen: unknown[] = [];
    await using _ = await serve(async (request, response) => {
      const { method, url, headers } = request;
      const { 'content-type': type, 'content-length': length } = headers;
      seen.push({ method, url, type, length, body: await text(request) });
      response.end('{"changed":3}');
    });
    const query = { limit: 10, query: 'a&b=ö', isDry: undefined };
    expect(await change({ ...INPUT, query })).toEqual({ changed: '3 changed' });
    expect(await change({ path: { room: 'x', shelf: 'y' } })).toEqual({ changed: '3 changed' });
    expect(seen).toEqual([
      {
        method: 'PATCH',
        url: '/api/v1/rooms/a%20b/shelves/..%2F%C3%A4?limit=10&query=a%26b%3D%C3%B6',
        type: 'application/json',
        length: String(Buffer.byteLength('{"title":"Größe"}')),
        body: '{"title":"Größe"}',
      },
      // Without a body there is no type of one.
      { method: 'PATCH', url: '/api/v1/rooms/x/shelves/y', body: '', length: expect.not.stringMatching(/[1-9]/) },
    ]);
  });
});

describe('an answer', () => {
  test('in pieces that cut characters', async () => {
    const body = Buffer.from('{"services":[{"name":"ö"}]}');
    await using _ = await serve(async (_request, response) => {
      for (const byte of body) {
        response.write(Buffer.of(byte));
        await new Promise(setImmediate);
      }
      response.end();
    });
    const any = endpoint({ ...CHANGE_SHELF, result: z.unknown() });
    const answer = await createAdminClient(path).call(any, INPUT);
    expect(answer).toEqual({ services: [{ name: 'ö' }] });
  });

  test('that is a refusal is the failure of the server', async () => {
    const error = { code: 'already-exists', message: 'there is one', detail: { field: 'title' } };
    await using _ = await answering(409, JSON.stringify({ error }));
    await expect(change()).rejects.toMatchObject(error);
  });

  test.each([
    ['is no JSON', 200, '<html>'],
    ['is no JSON, and a refusal', 502, '<html>'],
    ['is a refusal in another form', 500, '{"message":"no"}'],
    ['is a refusal although it looks like success', 404, '{"changed":3}'],
    ['is success of another kind', 204, ''],
    ['is empty', 200, ''],
  ])('that %s', async (_name, status, body) => {
    await using _ = await answering(status, body);
    await expect(change()).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('that does not fit the endpoint is a bug', async () => {
    await using _ = await answering(200, '{"changed":"three"}');
    await expect(change()).rejects.toThrow(z.ZodError);
  });

  test.each([
    [64, 'taken'],
    [65, 'refused'],
  ])('of %i MB is %s', async (megabytes, outcome) => {
    const body = Buffer.alloc(megabytes * MEGABYTE, ' ');
    body.write('{"changed":3}');
    await using _ = await answering(200, body);
    const changed = change().then(
      () => 'taken',
      (error: unknown) => (expect(error).toEqual(UNANSWERED), 'refused'),
    );
    expect(await changed).toBe(outcome);
  });

  test('that breaks off: it is not said that no server runs', async () => {
    await using _ = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{"changed":3}', () => response.destroy());
    });
    await expect(change()).rejects.toEqual(UNANSWERED);
  });

  test('that does not come: it is not said that no server runs', async () => {
    await using _ = await serve((request) => request.socket.destroy());
    await expect(change()).rejects.toEqual(UNANSWERED);
  });
});

describe('no server', () => {
  test('and no socket', async () => {
    await expect(call()).rejects.toMatchObject({ code: 'unavailable', detail: { socketPath: path } });
  });

  test('and what it has left of its socket', async () => {
    const script = `new (require('node:net').BoundSocket)({ path: ${JSON.stringify(path)} }); process.kill(process.pid, 'SIGKILL')`;
    spawnSync(process.execPath, ['-e', script]);
    expect(existsSync(path)).toBe(true);
    await expect(call()).rejects.toMatchObject({ code: 'unavailable', detail: { socketPath: path } });
  });
});

test('a server of somebody else: it is not said that none runs', async () => {
  await using _ = await answering(200, '{}');
  await chmod(folder, 0o755);
  await chmod(path, 0);
  // Root may open every socket.
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    await expect(call()).rejects.toMatchObject({ code: 'no-permission' });
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
});
