/** Keeps the index's log short: moves it into the database file, when there is nothing else to do or it got long. */
import type { Database } from '../index/database.ts';

/**
 * Pages of 4 KiB that wait in the log when it is moved: in an idle moment, and in any case. 4,000 pages take about
 * 25 ms, for which operations wait; readers never do.
 */
const IDLE_PAGES = 500;
const BUSY_PAGES = 4000;

export class Checkpoints {
  readonly #database: Database;
  /** Pages that the last attempt could not move, because a reader still needs the state before them. */
  #stuckPages = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  /** After a commit. */
  whenBusy(): void {
    if (this.#waitingPages() - this.#stuckPages >= BUSY_PAGES) this.#run();
  }

  /** Returns whether there was anything to do. */
  whenIdle(): boolean {
    if (this.#waitingPages() - this.#stuckPages < IDLE_PAGES) return false;
    this.#run();
    return true;
  }

  #run(): void {
    this.#database.row('PRAGMA wal_checkpoint(PASSIVE)');
    this.#stuckPages = this.#waitingPages();
  }

  /** Asks without doing anything: a microsecond. */
  #waitingPages(): number {
    const [, logged, moved] = this.#database.row<[number, number, number]>('PRAGMA wal_checkpoint(NOOP)') ?? [0, 0, 0];
    if (logged < this.#stuckPages) this.#stuckPages = 0;
    return logged - moved;
  }
}
