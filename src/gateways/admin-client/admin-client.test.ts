import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ENDPOINTS } from '../../wire/admin/endpoints.ts';
import { createAdminClient } from './admin-client.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'admin-client-'));
});
afterEach(() => rm(folder, { recursive: true }));

const call = (path: string) => createAdminClient(path).call(ENDPOINTS['service.list']);

test('no server', async () => {
  await expect(call(join(folder, 'admin.sock'))).rejects.toMatchObject({ code: 'unavailable' });
});

test('a server of somebody else: it is not said that none runs', async (context) => {
  context.skip(process.getuid?.() === 0, 'root may open every socket');
  const path = join(folder, 'admin.sock');
  await using server = createServer().listen(path);
  await new Promise((resolve) => server.once('listening', resolve));
  await chmod(path, 0);
  await expect(call(path)).rejects.toMatchObject({ code: 'no-permission' });
});

test('an answer that is no JSON', async () => {
  const path = join(folder, 'admin.sock');
  await using server = createServer((_, response) => response.end('<html>')).listen(path);
  await new Promise((resolve) => server.once('listening', resolve));
  await expect(call(path)).rejects.toMatchObject({ code: 'unavailable' });
});
