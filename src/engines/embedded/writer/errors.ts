/** Telling apart what may go wrong while writing. */
import { Failure, isFailure } from '../../../base/failure.ts';
import type { WireFailure } from '../protocol.ts';
import { FlushFailed } from '../segments/flush-failed.ts';

/** Primary result codes of SQLite. https://www.sqlite.org/rescode.html */
const SQLITE_NOMEM = 7;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;
const BROKEN = [SQLITE_NOMEM, SQLITE_READONLY, SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_CANTOPEN, SQLITE_NOTADB];

/** The bytes could not be written for want of space: the commit is given up and made again without what grows. */
export function isOutOfSpace(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' || primaryCode(error) === SQLITE_FULL;
}

/** Disk or index are broken, or cannot be read or written: no operation after it can be trusted. */
export function isStoreBroken(error: unknown): boolean {
  if (error instanceof FlushFailed) return true;
  const code = primaryCode(error);
  return code !== null && BROKEN.includes(code);
}

function primaryCode(error: unknown): number | null {
  const { errcode } = error as { readonly errcode?: unknown };
  return typeof errcode === 'number' ? errcode & 0xff : null;
}

export function toWireFailure(error: unknown): WireFailure {
  if (isFailure(error)) return { code: error.code, message: error.message, detail: error.detail };
  return { code: 'unavailable', message: errorText(error), detail: {} };
}

export function fromWireFailure({ code, message, detail }: WireFailure): Failure {
  return new Failure(code, message, { detail });
}

export function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
