/** Endpoints of mail under way: queue, trace, quarantine, routes, and what domains and users have of it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openAdminApi } from '../../../test/support/admin-api.ts';
import { RECEIVED_TOPICS } from '../../domain/authentication/reports/receive-reports.ts';
import { messageTo, plainEnvelope } from '../../engines/contract/office.ts';

let api: Awaited<ReturnType<typeof openAdminApi>>;
const get = (path: string) => api.send('GET', `/api/v1${path}`);
const post = (path: string, body: unknown) => api.send('POST', `/api/v1${path}`, body);
const queueIds = async (query = '') => {
  const { messages } = (await get(`/queue/messages${query}`)).body as unknown as { messages: { queueId: string }[] };
  return messages.map(({ queueId }) => queueId);
};

beforeEach(async () => {
  api = await openAdminApi();
});
afterEach(() => api[Symbol.asyncDispose]());

describe('the queue', () => {
  beforeEach(async () => {
    await api.directory.users.create({ userId: 'bob', mail: 'bob@example.test', password: 'correct horse' });
    const { account } = await api.directory.users.get('bob');
    const returnPath = { ...messageTo([]).returnPath, address: 'bob@example.test' };
    await api.office.enqueue(
      messageTo(['a@example.org', 'b@example.com'], { queueId: 'Q1', account, returnPath }),
      messageTo(['c@example.org'], { queueId: 'Q2', heldBecause: 'too much at once' }),
    );
    await api.office.enqueue(messageTo(['d@example.com'], { queueId: 'Q3', returnPath }));
  });

  test('is listed, in part and in pages', async () => {
    const all = (await get('/queue/messages')).body;
    expect(all).toMatchObject({
      counts: { messages: 3, recipients: 4, heldMessages: 1 },
      messages: [
        { queueId: 'Q1', sender: 'bob@example.test', userId: 'bob', heldBecause: null },
        { queueId: 'Q2', sender: '', userId: null, heldBecause: 'too much at once' },
        { queueId: 'Q3', recipients: [{ address: 'd@example.com', lane: 'example.com', lastAttempt: null }] },
      ],
    });
    expect(await queueIds('?held=true')).toEqual(['Q2']);
    expect(await queueIds('?held=false')).toEqual(['Q1', 'Q3']);
    expect(await queueIds('?lane=example.com')).toEqual(['Q1', 'Q3']);
    expect(await queueIds('?userId=bob')).toEqual(['Q1']);
    expect(await queueIds('?query=C%40EXAMPLE')).toEqual(['Q2']);
    const [first] = (all as unknown as { messages: { id: number }[] }).messages;
    expect(await queueIds(`?after=${first?.id}&limit=1`)).toEqual(['Q2']);
    expect(await get('/queue/messages?userId=eve')).toMatchObject({ status: 404 });
  });

  test('shows one message, and what is known of its destinations', async () => {
    expect((await get('/queue/messages/Q1')).body).toMatchObject({ messages: [{ queueId: 'Q1' }] });
    expect(await get('/queue/messages/Q9')).toMatchObject({
      status: 404,
      body: { error: { detail: { kind: 'queued', name: 'Q9' } } },
    });
    expect((await get('/queue/lanes')).body).toMatchObject({
      lanes: expect.arrayContaining([expect.objectContaining({ lane: 'example.com', recipients: 2 })]),
    });
  });

  test('is held, released and deleted', async () => {
    expect((await post('/queue/hold', { lane: 'example.com', because: 'first look' })).body).toEqual({
      changed: 2,
      missing: [],
    });
    expect((await get('/queue/messages/Q3')).body).toMatchObject({ messages: [{ heldBecause: 'first look' }] });
    expect((await post('/queue/release', { userId: 'bob' })).body).toEqual({ changed: 1, missing: [] });
    expect(await queueIds('?held=true')).toEqual(['Q2', 'Q3']);
    expect((await post('/queue/delete', { queueIds: ['Q1', 'Q9'] })).body).toEqual({ changed: 1, missing: ['Q9'] });
    expect((await post('/queue/release', { queueIds: ['Q3'] })).body).toEqual({ changed: 1, missing: [] });
    expect((await post('/queue/delete', { held: true })).body).toEqual({ changed: 1, missing: [] });
    expect(await queueIds()).toEqual(['Q3']);
    expect((await post('/queue/delete', { all: true })).body).toEqual({ changed: 1, missing: [] });
    expect(await queueIds()).toEqual([]);
  });

  test('gives messages back, which their sender is told', async () => {
    expect((await post('/queue/bounce', { queueIds: ['Q3'] })).body).toEqual({ changed: 1, missing: [] });
    expect(await queueIds()).toEqual(['Q1', 'Q2']);
    const { account } = await api.directory.users.get('admin');
    expect((await api.directory.store.reader().mailboxes.usage(account)).messageCount).toBe(1);
  });

  test('tries at once, and tells the answer', async () => {
    const answer = { attempts: 1, lastAttempt: { host: 'mx.example.org', status: '4.2.0' } };
    const shown = async () => (await get('/queue/messages/Q3')).body;
    await api.office.dependencies.queue.start();
    await expect.poll(shown).toMatchObject({ messages: [{ recipients: [answer] }] });
    await post('/queue/retry', { queueIds: ['Q3'] });
    await expect.poll(shown).toMatchObject({ messages: [{ recipients: [{ ...answer, attempts: 2 }] }] });
  });

  test.each([[{}], [{ all: false }], [{ all: true, lane: 'example.org' }], [{ queueIds: [] }], [{ held: false }]])(
    '%j says not exactly which messages',
    async (body) => {
      expect(await post('/queue/delete', body)).toMatchObject({ status: 400, body: { error: { code: 'invalid' } } });
      expect(await queueIds()).toHaveLength(3);
    },
  );
});

describe('the trace', () => {
  test('is found by what people know, and told in their language', async () => {
    const { trace } = api.office;
    const accepted = { client: '192.0.2.1', helo: 'x', from: 'a@example.org', recipients: 1, sizeBytes: 2048 };
    trace.add('Q1', 'accepted', { ...accepted, protocol: 'ESMTP', tls: null, userId: null }, [
      'a@example.org',
      'invoice',
    ]);
    trace.add('Q1', 'filed', { user: 'bob', folder: 'INBOX', because: '' });
    const find = async (query: string) => (await get(`/traces?${query}`)).body as unknown as { messages: unknown[] };
    for (const text of ['Q1', 'A%40example.org', 'Invoice']) {
      expect(await find(`text=${text}`)).toMatchObject({
        messages: [
          {
            queueId: 'Q1',
            lines: [expect.stringContaining('2 KB'), expect.stringMatching(/Filed in INBOX of bob\.$/)],
          },
        ],
      });
    }
    expect(await find('text=Q1&language=de')).toMatchObject({
      messages: [{ lines: [expect.any(String), expect.stringMatching(/Abgelegt in INBOX von bob\.$/)] }],
    });
    expect((await find('text=Q1&until=2020-01-01T00:00:00Z')).messages).toEqual([]);
    expect((await find('text=Q1&since=2020-01-01T00:00:00%2B01:00')).messages).toHaveLength(1);
    expect((await find('text=nothing')).messages).toEqual([]);
  });

  test('has what an administrator did with the queue', async () => {
    await api.office.enqueue(messageTo(['a@example.org'], { queueId: 'Q1' }));
    await post('/queue/hold', { queueIds: ['Q1'] });
    await post('/queue/release', { queueIds: ['Q1'] });
    const lines = [
      expect.stringContaining('an administrator holds it'),
      expect.stringContaining('administrator released it'),
    ];
    expect((await get('/traces?text=q1')).body).toMatchObject({ messages: [{ lines }] });
  });

  test.each(['', 'text=', 'text=a&since=yesterday', 'text=a&limit=1000', 'text=a&language=tlh'])(
    'cannot be asked for %j',
    async (query) => {
      expect(await get(`/traces?${query}`)).toMatchObject({ status: 400 });
    },
  );
});

test('quarantine: listed, shown, released, deleted', async () => {
  const message = (queueId: string) => ({
    ...{ queueId, ...plainEnvelope('eve@example.org', ['bob@example.test']) },
    ...{ clientAddress: '192.0.2.1', reasons: [{ filter: 'virus', text: 'Eicar-Test-Signature' }] },
  });
  const ids = [await api.office.keep(message('Q1')), await api.office.keep(message('Q2'))];
  expect((await get('/quarantine')).body).toMatchObject({
    total: 2,
    messages: [{ queueId: 'Q2', sender: 'eve@example.org', reasons: [{ filter: 'virus' }] }, { queueId: 'Q1' }],
  });
  expect((await get('/quarantine?query=q1&limit=1')).body).toMatchObject({ messages: [{ id: ids[0] }] });
  expect((await get(`/quarantine/${ids[0]}`)).body).toMatchObject({
    header: expect.stringContaining('Subject: the invoice'),
  });
  expect(await get('/quarantine/999')).toMatchObject({ status: 404 });
  expect((await post('/quarantine/release', { ids: [ids[0], 999] })).body).toEqual({ changed: 1, missing: [999] });
  expect((await post('/quarantine/delete', { ids })).body).toEqual({ changed: 1, missing: [ids[0]] });
  expect((await get('/quarantine')).body).toMatchObject({ total: 0, messages: [] });
});

test('routes: set, listed without their passwords, deleted', async () => {
  const set = (pattern: string, body: object) => api.send('PUT', `/api/v1/routes/${encodeURIComponent(pattern)}`, body);
  const signIn = { userName: 'office', password: 'correct horse' };
  expect((await set('*', { host: 'smtp.example.com', ...signIn })).body).toEqual({
    ...{ pattern: '*', host: 'smtp.example.com', port: 587, tls: 'required', userName: 'office' },
  });
  expect((await set('.example.org', { host: '192.0.2.5' })).body).toMatchObject({ port: 25, tls: 'opportunistic' });
  expect((await set('example.com', { host: 'a.example.com', tls: 'implicit' })).body).toMatchObject({ port: 465 });
  expect(await set('*', { host: 'smtp.example.com', userName: 'office' })).toMatchObject({
    ...{ status: 400, body: { error: { detail: { field: 'password', problem: 'missing' } } } },
  });
  const { body } = await get('/routes');
  expect((body as unknown as { routes: object[] }).routes).toHaveLength(3);
  expect(JSON.stringify(body)).not.toMatch(/password|horse/i);
  expect(await api.send('DELETE', '/api/v1/routes/example.com')).toMatchObject({ status: 200 });
  expect(await api.send('DELETE', '/api/v1/routes/example.com')).toMatchObject({ status: 404 });
});

test('the keys of a domain are changed in two steps, and its records are listed', async () => {
  const rotate = (body: object) => post('/domains/example.test/keys/rotate', body);
  const keys = (...states: string[]) => ({ keys: states.map((state) => expect.objectContaining({ state })) });
  expect((await rotate({})).body).toEqual(keys('next', 'next'));
  expect(await rotate({})).toMatchObject({
    status: 409,
    body: { error: { detail: { reason: 'keys-not-published', names: { length: 2 } } } },
  });
  expect((await rotate({ force: true })).body).toEqual(keys('active', 'active'));
  expect((await get('/domains/example.test/keys')).body).toEqual(keys('active', 'active'));
  const { body } = await get('/domains/example.test/dns?check=true');
  expect(body).toMatchObject({
    records: expect.arrayContaining([expect.objectContaining({ purpose: 'mx', state: 'missing' })]),
  });
  expect(JSON.stringify(body)).not.toContain('PRIVATE');
  expect(await get('/domains/example.org/dns')).toMatchObject({ status: 404 });
});

test('what the reports of others say about a domain', async () => {
  const { observations } = api.office;
  const subject = 'example.test';
  const row = {
    organisation: 'example.org',
    sourceAddress: '192.0.2.1',
    dkim: 'pass',
    spf: 'fail',
    disposition: 'none',
  };
  const day = new Date().toISOString().slice(0, 10);
  observations.tally({ topic: RECEIVED_TOPICS.dmarc, subject, day, row: JSON.stringify(row) }, 5);
  observations.tally({ topic: RECEIVED_TOPICS.dmarc, subject, day, row: JSON.stringify({ ...row, dkim: 'fail' }) }, 2);
  observations.tally({ topic: RECEIVED_TOPICS.dmarc, subject: 'example.org', day, row: JSON.stringify(row) });
  expect((await get('/domains/example.test/reports')).body).toEqual({
    dmarc: { messages: 7, passed: 5, sources: [{ address: '192.0.2.1', messages: 7, passed: 5, rejected: 0 }] },
    tls: { successes: 0, failures: [] },
    organisations: ['example.org'],
  });
  expect(await get('/domains/example.test/reports?days=91')).toMatchObject({ status: 400 });
});

test('forwarding, welcome senders, policies, files and programs', async () => {
  const forwarding = { addresses: ['x@example.org'], keepsCopy: true };
  const change = { forwarding, welcomeSenders: ['@example.org'] };
  expect((await api.send('PATCH', '/api/v1/users/admin', change)).body).toMatchObject(change);
  expect((await api.send('PATCH', '/api/v1/users/admin', { forwarding: null })).body).toMatchObject({
    forwarding: null,
  });
  expect((await api.send('PATCH', '/api/v1/domains/example.test', { policy: { spf: 'reject' } })).body).toMatchObject({
    policy: { spf: 'reject' },
  });
  expect((await get('/channels')).body).toEqual({ files: ['archive'], programs: ['fax'] });
  const alias = { mail: 'fax@example.test', owners: ['admin'], members: ['program:fax', 'file:archive'] };
  expect((await post('/aliases', alias)).body).toMatchObject({ members: alias.members });
  expect(await post('/aliases', { ...alias, mail: 'x@example.test', members: ['program:sh'] })).toMatchObject({
    status: 404,
  });
});
