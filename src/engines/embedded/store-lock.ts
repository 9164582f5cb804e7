/**
 * Keeps a second server out of a data directory.
 *
 * The lock is SQLite's exclusive lock on a file of its own: the kernel gives it back when the process dies, however it
 * dies, and SQLite keeps account of it inside a process, where the kernel does not.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Failure } from '../../base/failure.ts';

const LOCK_FILE = 'store.lock';

/** Fails with `in-use` when another server, or this process, has the store open. */
export function lockStore(directory: string): Disposable {
  const connection = new DatabaseSync(join(directory, LOCK_FILE), { timeout: 0 });
  try {
    connection.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    connection.close();
    throw new Failure('in-use', 'another server has this store open', { detail: { directory }, cause });
  }
  return { [Symbol.dispose]: () => connection.close() };
}
