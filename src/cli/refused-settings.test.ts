/** A value in the store that this program refuses: nobody has to guess why a setting does not do what it was told. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../../test/support/command-line.ts';
import { systemClock } from '../base/clock.ts';
import { silentLogger } from '../base/log.ts';
import { bootstrapSchema } from '../config/bootstrap.ts';
import { dataDirectoryAt, socketPath } from '../config/data-directory.ts';
import { applyOne } from '../domain/ports/store.ts';
import { openEmbeddedStore } from '../engines/embedded/open.ts';
import { startServer } from '../server.ts';

test('refused settings are named by check, with and without a server, and by status', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'mailroom-refused-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const run = (words: string) => runCommand(dataDir, words);
  await store(dataDir, 'maxReceivedHops', '"many"');

  const finding = /setting-refused +setting maxReceivedHops +its default.* takes a whole number\.\n/;
  expect(await run('check')).toMatchObject({ code: 3, out: expect.stringMatching(finding) });
  expect((await run('check --repair')).out).toMatch(/^[^\n]*\ncannot be repaired +setting-refused/);

  const bootstrap = { ...bootstrapSchema.parse({ hostname: 'mail.example.test', domain: 'example.test' }), dataDir };
  const warned: unknown[] = [];
  const log = { ...silentLogger, warn: (fields: object) => warned.push(fields) };
  const running = await startServer({
    ...{ bootstrap, log },
    listeners: [{ name: 'admin', path: socketPath(dataDir, 'admin') }],
  });
  stack.defer(() => running.stop(0));
  expect(await run('check')).toMatchObject({ code: 3, out: expect.stringMatching(finding) });
  expect((await run('status')).out).toMatch(/\nRefused settings +maxReceivedHops\n$/);
  expect(warned).toEqual([{ setting: 'maxReceivedHops', reason: 'maxReceivedHops takes a whole number.' }]);

  expect((await run('settings set maxReceivedHops 30')).code).toBe(0);
  expect(await run('check')).toMatchObject({ code: 0 });
  expect((await run('status')).out).not.toContain('Refused');
  expect(JSON.parse((await run('status --json')).out)).toMatchObject({ refusedSettings: [] });
});

async function store(dataDir: string, name: string, value: string): Promise<void> {
  const { store: directory } = dataDirectoryAt(dataDir);
  await using opened = await openEmbeddedStore({ directory, clock: systemClock, log: silentLogger });
  await applyOne(opened, { kind: 'set-setting', name, value });
}
