/**
 * The process is killed at each step of setting up an empty data directory: the next start brings it to its end, and
 * the password that was told works. SECURITY section 1
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { freeOffset } from '../support/server.ts';
import { CrashServer } from './support/crash-server.ts';
import { ImapClient } from './support/imap-client.ts';
import { crashPlan, report } from './support/plan.ts';
import { until } from './support/processes.ts';
import { requireStrace } from './support/require-strace.ts';

const { isThorough } = crashPlan();

/** A file is written and flushed under another name first: each rename ends a step. */
const CALLS = isThorough ? ['rename', 'fsync'] : ['rename'];

/** In the quick form: key, password and the first file of TLS. Following every call makes a start slow. */
const MAX_KILLS = isThorough ? Number.POSITIVE_INFINITY : 3;

test.for(CALLS)('killed at each %s of the first start', { timeout: 600_000 }, async (call, context) => {
  const strace = await requireStrace(context);
  let kills = 0;
  while (kills < MAX_KILLS && (await isKilledAt({ strace, call, number: kills + 1 }))) kills += 1;
  expect(kills).toBeGreaterThan(0);
  report(`killed at ${kills} calls of ${call} during the first start`);
});

interface Step {
  readonly strace: string;
  readonly call: string;
  /** Of the calls that one thread makes. */
  readonly number: number;
}

/** Returns false when the server was ready before it came so far. */
async function isKilledAt({ strace, call, number }: Step): Promise<boolean> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'mailroom-first-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const dataDir = join(folder, 'data');
  const watching = ['-f', '-o', '/dev/null', '-e', `trace=${call}`];
  const killing = ['-e', `inject=${call}:signal=SIGKILL:when=${number}`];
  // One thread does all the work of libuv's pool, so that its calls can be counted.
  const place = { dataDir, portOffset: await freeOffset(), environment: { UV_THREADPOOL_SIZE: '1' } };
  const watched = stack.use(
    CrashServer.begin({ ...place, command: ({ usual }) => [strace, ...watching, ...killing, ...usual] }),
  );
  const isKilled = await until(
    () => `the server is ready or killed:\n${watched.output}`,
    () => {
      if (watched.output.includes('"signal":"SIGKILL"')) return true;
      return watched.isReady ? false : undefined;
    },
  );
  await watched.killAll();

  const server = stack.use(await CrashServer.start(place));
  await server.prepare(['alice']);
  const password = (await readFile(join(dataDir, 'initial-admin-password'), 'utf8')).trim();
  (await ImapClient.signIn(server.ports.imap, 'admin', password))[Symbol.dispose]();
  const { findings } = await server.admin.call(ENDPOINTS.check, { body: { repair: false, verifyContents: true } });
  expect(findings, `killed at ${call} ${number}`).toEqual([]);
  return isKilled;
}
