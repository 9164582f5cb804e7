/**
 * Breaks the promise on purpose, to see that the test of a power cut would notice: loaded into the server's process
 * by NODE_OPTIONS=--import, and never by the product itself.
 */
import fs from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

export const BROKEN_VARIABLE = 'MAILROOM_CRASH_BROKEN';

/** Which of the two flushes before a reply is left out. */
export type BrokenFlush = 'segment' | 'index';

switch (process.env[BROKEN_VARIABLE] as BrokenFlush | undefined) {
  case 'segment':
    fs.fdatasyncSync = () => {};
    break;
  case 'index': {
    const { exec } = DatabaseSync.prototype;
    DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string): void {
      exec.call(this, sql.replace('synchronous = FULL', 'synchronous = NORMAL'));
    };
    break;
  }
  default:
}
