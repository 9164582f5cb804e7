/** Keeps the index's log short: moves it into the database file, when there is nothing else to do or it got long. */
import type { Database } from '../index/database.ts';

/** Pages of 4 KiB written since the last checkpoint at which one is made in an idle moment, and at once. */
const IDLE_PAGES = 1000;
const BUSY_PAGES = 8000;

/** Guessed, not counted: pages that one operation dirties. Only the moment of a checkpoint depends on it. */
const PAGES_PER_OPERATION = 6;

export class Checkpoints {
  readonly #database: Database;
  #pages = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  committed(operations: number): void {
    this.#pages += 2 + operations * PAGES_PER_OPERATION;
  }

  whenBusy(): void {
    if (this.#pages >= BUSY_PAGES) this.#run();
  }

  /** Returns whether there was anything to do. */
  whenIdle(): boolean {
    if (this.#pages < IDLE_PAGES) return false;
    this.#run();
    return true;
  }

  /** Never waits for readers; what they still need stays in the log until the next time. */
  #run(): void {
    this.#database.row('PRAGMA wal_checkpoint(PASSIVE)');
    this.#pages = 0;
  }
}
