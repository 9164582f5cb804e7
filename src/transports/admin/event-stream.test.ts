/** The stream of events over HTTP, the log, and the activity. */
import { get, IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openAdminApi } from '../../../test/support/admin-api.ts';
import { SYSTEM } from '../../domain/access/caller.ts';
import type { AccountId, SessionId } from '../../domain/ports/ids.ts';
import { API_PREFIX } from '../../wire/admin/endpoint.ts';
import { createEventStreams } from './event-stream.ts';

const ACCOUNT = 7 as AccountId;

let api: Awaited<ReturnType<typeof openAdminApi>>;
const readers: AbortController[] = [];

beforeEach(async () => {
  api = await openAdminApi();
});
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.abort();
  await api[Symbol.asyncDispose]();
});

/** What has come so far. */
async function read(who: string, query = '') {
  const stop = new AbortController();
  readers.push(stop);
  const seen = { text: '', isOver: false, status: 0, type: '' };
  const { promise, resolve } = Promise.withResolvers<void>();
  const request = get(
    `${api.base}${API_PREFIX}/events${query}`,
    { headers: { 'x-test-caller': who }, signal: stop.signal },
    (response) => {
      seen.status = response.statusCode ?? 0;
      seen.type = response.headers['content-type'] ?? '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        seen.text += text;
        resolve();
      });
      response.on('end', () => {
        seen.isOver = true;
      });
      response.on('error', () => {});
    },
  );
  request.on('error', () => {});
  await promise;
  return { seen, stop };
}

describe('the stream', () => {
  test('opens, tells what happens, and goes on', async () => {
    const { seen } = await read('admin');
    expect(seen).toMatchObject({ status: 200, type: 'text/event-stream; charset=utf-8' });
    expect(seen.text).toBe('event: open\ndata: {}\n\n');
    await api.directory.users.update('admin', { profile: { title: 'clerk' } });
    await expect.poll(() => seen.text).toContain('event: me\ndata: {"what":"profile"}\n\n');
    await expect.poll(() => seen.text).toContain('event: directory\ndata: {"kind":"user","target":"admin"}\n\n');
    expect(seen.isOver).toBe(false);
  });

  test('ends after the time that was asked for', async () => {
    const { seen } = await read('admin', '?seconds=0');
    await expect.poll(() => seen.isOver).toBe(true);
    expect(seen.text).toBe('event: open\ndata: {}\n\n');
  });

  test('ends when the role of its reader changes', async () => {
    const { users } = api.directory;
    await users.create({ userId: 'ann', mail: 'ann@example.test', password: 'correct horse battery' });
    const { seen } = await read('ann');
    await users.update('ann', { isEnabled: false });
    await expect.poll(() => seen.isOver).toBe(true);
  });

  test('is had by one session only so many times; one that is closed makes room', async () => {
    const streams = await Promise.all(Array.from({ length: 8 }, () => read('admin')));
    const refused = await read('admin');
    expect(refused.seen.status).toBe(429);
    streams[0]?.stop.abort();
    await expect.poll(async () => (await read('admin', '?seconds=0')).seen.status).toBe(200);
  });
});

test('all sessions of one account have no more than so many, and who is gone makes room', async () => {
  const streams = createEventStreams({ follow: () => () => {} });
  const open = (session: number) => {
    const gone = new AbortController();
    const response = new ServerResponse(new IncomingMessage(new Socket()));
    const peer = { address: '192.0.2.7', isTrusted: false };
    const caller = { ...SYSTEM, session: session as SessionId, actor: { ...SYSTEM.actor, account: ACCOUNT } };
    const over = streams.serve({ request: response.req, response, peer, signal: gone.signal }, caller, 3600);
    over.catch(() => {});
    return { over, leave: () => gone.abort() };
  };
  const refused = { code: 'too-many' };
  const opened = Array.from({ length: 8 }, () => open(1));
  await expect(open(1).over).rejects.toMatchObject(refused);
  opened.push(...[2, 3].flatMap((session) => Array.from({ length: 8 }, () => open(session))));
  await expect(open(4).over).rejects.toMatchObject(refused);
  opened[0]?.leave();
  await opened[0]?.over;
  // Nothing is left of those that were refused.
  opened.push(open(4));
  await expect(open(1).over).rejects.toMatchObject(refused);
  for (const each of opened) each.leave();
  await Promise.all(opened.map(({ over }) => over));
});

test('the log is shown without what would steer a terminal, filtered, and from where one was', async () => {
  const { recentLog } = api.office.dependencies;
  const line = (level: number, msg: string, more: object = {}) =>
    recentLog.add(`${JSON.stringify({ level, time: '2026-11-23T10:00:00.000Z', name: 'server', ...more, msg })}\n`);
  line(30, 'admin', { action: 'status' });
  line(40, 'recipient refused', { recipient: '\u001b[2Jbob\u202e', connection: '1a' });
  line(50, 'a service does not work', { service: 'imap' });
  const list = async (query: string) =>
    (await api.send('GET', `${API_PREFIX}/log${query}`)).body as { lines: { message: string }[]; last: number };
  expect((await list('')).lines.map(({ message }) => message)).toEqual([
    ...['admin', 'recipient refused', 'a service does not work'],
  ]);
  expect((await list('?level=warn&query=BOB')).lines).toEqual([
    {
      ...{ number: 2, at: '2026-11-23T10:00:00.000Z', level: 'warn', message: 'recipient refused' },
      fields: { recipient: '\ufffd[2Jbob\ufffd', connection: '1a' },
    },
  ]);
  expect((await list('?service=imap')).lines).toHaveLength(1);
  const { last } = await list('?limit=1');
  expect(last).toBe(3);
  line(30, 'later');
  expect((await list(`?after=${last}`)).lines.map(({ message }) => message)).toEqual(['later']);
});
