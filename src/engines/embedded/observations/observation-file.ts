/**
 * The file of the observations. It may be thrown away: one that is damaged, or that another program made, is replaced
 * by an empty one.
 */
import { existsSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Database } from '../index/database.ts';
import { NO_FILE } from './limits.ts';

/** A file of another version is replaced. */
const VERSION = 1;
const CACHE_KIB = 8 * 1024;

/** Result codes of SQLite that no second try mends. https://www.sqlite.org/rescode.html */
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

export class ObservationFile {
  readonly #path: string;
  readonly #onBegun: (because: string) => void;
  #database: Database;

  /** @param onBegun told when an empty file takes the place of another, or of none. */
  constructor(path: string, onBegun: (because: string) => void) {
    this.#path = path;
    this.#onBegun = onBegun;
    this.#database = this.#open();
  }

  /** Works with the file; where it proves to be damaged, once more with an empty one. */
  use<T>(work: (database: Database) => T): T {
    try {
      return work(this.#database);
    } catch (error) {
      if (!isDamaged(error)) throw error;
      this.#replace(errorText(error));
      return work(this.#database);
    }
  }

  /** The same as one transaction. */
  write<T>(work: (database: Database) => T): T {
    return this.use((database) => {
      database.run('BEGIN IMMEDIATE');
      try {
        const value = work(database);
        database.run('COMMIT');
        return value;
      } catch (error) {
        tryTo(() => database.run('ROLLBACK'));
        throw error;
      }
    });
  }

  close(): void {
    this.#database.close();
  }

  #open(): Database {
    if (!existsSync(this.#path)) return this.#begin(NO_FILE);
    try {
      const database = connect(this.#path);
      const version = database.value<number>('PRAGMA user_version');
      if (version === VERSION) return database;
      database.close();
      return this.#begin(`the old one is of version ${version}`);
    } catch (error) {
      if (!isDamaged(error)) throw error;
      return this.#begin(errorText(error));
    }
  }

  #replace(because: string): void {
    tryTo(() => this.#database.close());
    this.#database = this.#begin(because);
  }

  #begin(because: string): Database {
    for (const ending of ['', '-wal', '-shm']) rmSync(`${this.#path}${ending}`, { force: true });
    const database = connect(this.#path);
    database.execute(`BEGIN; ${SCHEMA} PRAGMA user_version = ${VERSION}; COMMIT`);
    this.#onBegun(because);
    return database;
  }
}

/** A power cut may take the last commits, and damages nothing: that is all that is promised of observations. */
function connect(path: string): Database {
  const connection = new DatabaseSync(path);
  try {
    connection.exec(`
      PRAGMA auto_vacuum = INCREMENTAL;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA journal_size_limit = 16777216;
      PRAGMA temp_store = MEMORY;
      PRAGMA cache_size = -${CACHE_KIB};
    `);
    return new Database(connection);
  } catch (error) {
    connection.close();
    throw error;
  }
}

function isDamaged(error: unknown): boolean {
  const { errcode } = error as { readonly errcode?: unknown };
  const primary = typeof errcode === 'number' ? errcode & 0xff : null;
  return primary === SQLITE_CORRUPT || primary === SQLITE_NOTADB;
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** For what may fail after something worse has. */
function tryTo(action: () => void): void {
  try {
    action();
  } catch {
    // The first error is the one that counts.
  }
}

/**
 * A message is found by its keys, and its events lie together. `trace_key_message` is for looking whether a message has
 * a key, where a key has too many messages to go through.
 */
const SCHEMA = `
  CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    queue_id TEXT NOT NULL UNIQUE,
    first_at_ms INTEGER NOT NULL,
    last_at_ms INTEGER NOT NULL,
    events INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX message_last ON message (last_at_ms);
  CREATE TABLE event (
    message INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    facts TEXT NOT NULL,
    PRIMARY KEY (message, number)
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE trace_key (key TEXT NOT NULL, message INTEGER NOT NULL, PRIMARY KEY (key, message)) WITHOUT ROWID, STRICT;
  CREATE INDEX trace_key_message ON trace_key (message, key);
  CREATE TABLE tally (
    topic TEXT NOT NULL,
    day TEXT NOT NULL,
    subject TEXT NOT NULL,
    row TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (topic, day, subject, row)
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE note (
    topic TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    until_ms INTEGER NOT NULL,
    PRIMARY KEY (topic, key)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX note_until ON note (until_ms);
`;
