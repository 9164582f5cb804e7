/**
 * The lock that programs which share mailbox files agree on without help of the kernel: a file of the same name with
 * `.lock`, made by one of them only. Node offers neither fcntl nor flock; readers that use those take this one as well.
 */
import { randomBytes } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { link, lstat, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import { LOCK_SUFFIX } from './trusted-place.ts';

const RETRY_MS = 250;
const MAX_WAIT_MS = 20_000;
/** Nobody who is alive holds a lock so long: it is what a crash left behind. */
const STALE_AFTER_MS = 10 * 60_000;

/** Throws Failure `unavailable` when somebody else keeps it, the system's error when it cannot be made. */
export async function takeDotLock(
  file: string,
  clock: Clock,
  signal: AbortSignal,
  maxWaitMs = MAX_WAIT_MS,
): Promise<AsyncDisposable> {
  const lock = file + LOCK_SUFFIX;
  const startedMs = clock.monotonicMs();
  for (;;) {
    signal.throwIfAborted();
    const held = await tryLock(lock);
    if (held !== null) return { [Symbol.asyncDispose]: () => release(lock, held) };
    await removeStale(lock, clock.nowMs());
    if (clock.monotonicMs() - startedMs >= maxWaitMs)
      throw new Failure('unavailable', 'another program keeps the mailbox file locked');
    await wait(RETRY_MS, undefined, { signal });
  }
}

/** The file that was made, or null when there is one. */
async function tryLock(lock: string): Promise<BigIntStats | null> {
  const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW } = constants;
  try {
    await using file = await open(lock, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0o600);
    await file.writeFile(`${process.pid}\n`);
    return await file.stat({ bigint: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null;
    throw error;
  }
}

/** Only our own: it may have been taken for stale while this process was held up. */
async function release(lock: string, held: BigIntStats): Promise<void> {
  const found = await look(lock);
  if (found !== null && isSame(found, held)) await rm(lock, { force: true });
}

/** Moves it away first, so that of two who find it stale only one removes it, and nobody a fresh one. */
async function removeStale(lock: string, nowMs: number): Promise<void> {
  const stale = await look(lock);
  if (stale === null || nowMs - Number(stale.mtimeMs) < STALE_AFTER_MS) return;
  const aside = join(dirname(lock), `.${basename(lock)}.${randomBytes(6).toString('hex')}`);
  try {
    await rename(lock, aside);
  } catch {
    return;
  }
  const moved = await look(aside);
  if (moved !== null && !isSame(moved, stale)) await link(aside, lock).catch(() => {});
  await rm(aside, { force: true });
}

async function look(file: string): Promise<BigIntStats | null> {
  return await lstat(file, { bigint: true }).catch(() => null);
}

/** The number alone says little: file systems give that of a removed file to the next one. */
function isSame(one: BigIntStats, other: BigIntStats): boolean {
  return one.ino === other.ino && one.mtimeNs === other.mtimeNs;
}
