/**
 * One commit: everything that was waiting, as a group. Segments are flushed first, then the index is committed, then
 * the answers go out. Each operation has a savepoint of its own: what fails in it touches no other.
 */

import { Failure, isFailure } from '../../../base/failure.ts';
import type { Change } from '../../../domain/ports/changes.ts';
import type { Position, UidValidity } from '../../../domain/ports/ids.ts';
import type { Database } from '../index/database.ts';
import type { CommitAnswer, WireOperation, WireOutcome, WireResult } from '../protocol.ts';
import type { SegmentAppender } from '../segments/appender.ts';
import { writeAudit } from './audit.ts';
import type { ContentFiler, ContentSource } from './content-filer.ts';
import type { OperationContext } from './context.ts';
import type { Counters } from './counters.ts';
import type { DiskSpace } from './disk-space.ts';
import { errorText, isOutOfSpace, isStoreBroken, toWireFailure } from './errors.ts';
import { mergeQueued } from './lane-times.ts';
import { HANDLERS } from './operations/table.ts';

/** An operation that waits, with the batch in which it came. */
export interface WaitingOperation {
  readonly operation: WireOperation;
  readonly source: ContentSource;
}

export interface CommitParts {
  readonly database: Database;
  readonly appender: SegmentAppender;
  readonly counters: Counters;
  readonly contents: ContentFiler;
  readonly space: DiskSpace;
  readonly nowMs: () => number;
  /** An operation failed by a mistake of the engine. */
  readonly onBug: (kind: string, error: string) => void;
}

/** What is thrown out of `commitGroup` is fatal: the state of disk or index is not known. */
export function commitGroup(parts: CommitParts, group: readonly WaitingOperation[]): CommitAnswer {
  try {
    return tryGroup(parts, group);
  } catch (error) {
    if (!isOutOfSpace(error)) throw error;
    parts.space.ranOut();
    // Once more: what grows is refused now, and what frees space goes through if the log has room for it.
    return tryGroup(parts, group);
  }
}

function tryGroup(parts: CommitParts, group: readonly WaitingOperation[]): CommitAnswer {
  const { database, appender, counters } = parts;
  const before = appender.mark();
  database.run('BEGIN IMMEDIATE');
  try {
    const changes: Change[] = [];
    const context = makeContext(parts, changes);
    const outcomes = group.map((waiting) => executeOne(parts, context, waiting));
    if (!outcomes.some(({ ok }) => ok)) {
      database.run('ROLLBACK');
      counters.clear();
      return { outcomes, position: null, changes: [] };
    }
    counters.flush();
    appender.record(database);
    const position = raise(database, 'position', 0) as Position;
    parts.space.wrote(appender.pendingBytes);
    appender.flush();
    database.run('COMMIT');
    appender.committed();
    counters.trim();
    return { outcomes, position, changes: mergeQueued(changes) };
  } catch (error) {
    counters.clear();
    // A failed statement may have ended the transaction already.
    ignoring(() => database.run('ROLLBACK'));
    if (isOutOfSpace(error)) appender.aborted(before);
    throw error;
  }
}

function executeOne(parts: CommitParts, context: OperationContext, waiting: WaitingOperation): WireOutcome {
  const { database, counters, appender, contents } = parts;
  const { operation, source } = waiting;
  const mark = appender.mark();
  const told = context.changes.length;
  contents.use(source);
  database.run('SAVEPOINT operation');
  try {
    const value = execute(context, operation);
    database.run('RELEASE operation');
    counters.accept();
    return { ok: true, value };
  } catch (error) {
    if (isOutOfSpace(error) || isStoreBroken(error)) throw error;
    database.run('ROLLBACK TO operation');
    database.run('RELEASE operation');
    counters.rollback();
    appender.rollback(mark);
    context.changes.length = told;
    if (isFailure(error)) return { ok: false, failure: toWireFailure(error) };
    parts.onBug(operation.kind, errorText(error));
    return { ok: false, failure: { code: 'unavailable', message: 'the engine failed', detail: {} } };
  }
}

function execute(context: OperationContext, operation: WireOperation): WireResult {
  // The table has for each kind the handler of that kind, which the compiler cannot follow through a union.
  const handler = HANDLERS[operation.kind] as unknown as (c: OperationContext, o: WireOperation) => WireResult;
  const value = handler(context, operation);
  if ('audit' in operation && operation.audit !== undefined) writeAudit(context.database, operation.audit);
  return value;
}

export function makeContext(parts: Omit<CommitParts, 'appender' | 'onBug'>, changes: Change[]): OperationContext {
  const { database, counters, contents, space } = parts;
  const nowMs = parts.nowMs();
  return {
    database,
    counters,
    contents,
    changes,
    nowMs,
    requireSpace() {
      if (space.isShort()) throw new Failure('no-space', 'disk space is short');
    },
    nextUidValidity: () => raise(database, 'uid-validity', Math.floor(nowMs / 1000)) as UidValidity,
  };
}

/** Takes the next number of a counter of the store, not below `atLeast`. */
export function raise(database: Database, name: string, atLeast: number): number {
  return database.value<number>(RAISE, atLeast, name) as number;
}

const RAISE = 'UPDATE counter SET value = max(value + 1, ?) WHERE name = ? RETURNING value';

/** For what may fail after something worse has. */
export function ignoring(action: () => void): void {
  try {
    action();
  } catch {
    // Only ever called after something worse.
  }
}
