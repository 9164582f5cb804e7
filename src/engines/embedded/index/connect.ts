/** Opens the index file with the settings that the store's promises depend on. */
import { DatabaseSync } from 'node:sqlite';
import { Database } from './database.ts';

/** Page cache of each connection, in KiB. What does not fit is in the system's cache: a copy away. */
const WRITER_CACHE_KIB = 24 * 1024;
const READER_CACHE_KIB = 24 * 1024;
const SCANNER_CACHE_KIB = 2 * 1024;

/** How long a connection waits for a lock, which others hold only while they recover the log. */
const BUSY_TIMEOUT_MS = 2000;

/**
 * The connection that writes. synchronous=FULL flushes the log at every commit: at NORMAL a power cut loses
 * acknowledged commits. Checkpoints are made by `Checkpoints`, never in the middle of a commit.
 */
export function connectWriter(path: string): Database {
  const connection = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: false });
  connection.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 0;
    PRAGMA journal_size_limit = 67108864;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -${WRITER_CACHE_KIB};
  `);
  return new Database(connection);
}

export function connectReader(path: string): Database {
  return connectReading(path, READER_CACHE_KIB);
}

/**
 * For what is read from one end to the other, as the queue is: pages that do not come again soon would push those of the
 * mailboxes out of the reader's cache, and stay in memory.
 */
export function connectScanner(path: string): Database {
  return connectReading(path, SCANNER_CACHE_KIB);
}

function connectReading(path: string, cacheKib: number): Database {
  const connection = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  connection.exec(`PRAGMA temp_store = MEMORY; PRAGMA cache_size = -${cacheKib};`);
  return new Database(connection);
}
