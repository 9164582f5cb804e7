/**
 * The one writer of a store. It is driven from outside: `receive` takes messages, `step` does one piece of work. Inside
 * a worker thread that is the thread's loop, in tests it can be called directly.
 */
import { mkdirSync } from 'node:fs';
import type { Position } from '../../../domain/ports/ids.ts';
import { connectWriter } from '../index/connect.ts';
import type { Database } from '../index/database.ts';
import { MAX_GROUP_BYTES, MAX_GROUP_OPERATIONS } from '../limits.ts';
import { migrate } from '../migrations/migrate.ts';
import type { Batch, FromWriter, Task, ToWriter } from '../protocol.ts';
import type { SegmentFiles } from '../segments/files.ts';
import { type ShardPaths, shardPaths } from '../segments/layout.ts';
import { recoverSegments } from '../segments/recover.ts';
import { Checkpoints } from './checkpoints.ts';
import { type CommitParts, commitGroup, type WaitingOperation } from './commit.ts';
import { ContentFiler } from './content-filer.ts';
import { Counters } from './counters.ts';
import { DiskSpace } from './disk-space.ts';
import { errorText, isStoreBroken, toWireFailure } from './errors.ts';
import { purgeSlice } from './purge.ts';
import { runTask } from './tasks/table.ts';

export interface WriterOptions {
  readonly directory: string;
  readonly reserveBytes: number;
  readonly files: SegmentFiles;
  /** The time of opening. */
  readonly nowMs: number;
}

type Waiting = WaitingOperation | { readonly id: number; readonly task: Task } | { readonly kind: 'close' };

export class Writer {
  readonly #send: (message: FromWriter) => void;
  readonly #paths: ShardPaths;
  readonly #database: Database;
  readonly #parts: CommitParts;
  readonly #checkpoints: Checkpoints;
  readonly #files: SegmentFiles;
  #waiting: Waiting[] = [];
  #nowMs: number;
  #isStopped = false;

  /** Opens or makes the shard. Throws a Failure, `unsupported`, for the store of a newer program. */
  constructor({ directory, reserveBytes, files, nowMs }: WriterOptions, send: (message: FromWriter) => void) {
    this.#send = send;
    this.#files = files;
    this.#nowMs = nowMs;
    this.#paths = shardPaths(directory);
    mkdirSync(this.#paths.segments, { recursive: true, mode: 0o700 });
    mkdirSync(this.#paths.incoming, { recursive: true, mode: 0o700 });
    files.flushDirectory(this.#paths.shard);
    const database = connectWriter(this.#paths.index);
    try {
      migrate(database);
      const appender = recoverSegments(database, files, this.#paths);
      const contents = new ContentFiler(database, appender);
      this.#parts = {
        ...{ database, appender, contents, nowMs: () => this.#nowMs },
        counters: new Counters(database),
        space: new DiskSpace(files, directory, reserveBytes),
        onBug: (operation, error) => send({ kind: 'bug', operation, error }),
      };
    } catch (error) {
      database.close();
      throw error;
    }
    this.#database = database;
    this.#checkpoints = new Checkpoints(database);
    send({ kind: 'ready', position: database.value<Position>(POSITION) as Position });
  }

  /** Closed or broken: nothing more will be done or answered. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  receive(message: ToWriter): void {
    if (this.#isStopped) return;
    if ('nowMs' in message) this.#nowMs = message.nowMs;
    if (message.kind !== 'batch') {
      this.#waiting.push(message);
      return;
    }
    const { operations, contents } = JSON.parse(message.json) as Batch;
    const source = { contents, bytes: new Uint8Array(message.bytes ?? new ArrayBuffer(0)) };
    for (const operation of operations) this.#waiting.push({ operation, source });
  }

  /** Does one commit, one task, or one slice of what can wait. Returns false when there is nothing to do. */
  step(): boolean {
    if (this.#isStopped) return false;
    try {
      return this.#step();
    } catch (error) {
      this.#abandon();
      this.#send({ kind: 'fatal', message: errorText(error) });
      return false;
    }
  }

  #step(): boolean {
    const first = this.#waiting[0];
    if (first === undefined) return this.#doWhatCanWait();
    if ('operation' in first) this.#commit();
    else if ('task' in first) this.#runTask(first.id, first.task);
    else this.#close();
    return true;
  }

  #doWhatCanWait(): boolean {
    if (!purgeSlice(this.#database, this.#nowMs)) return this.#checkpoints.whenIdle();
    this.#checkpoints.whenBusy();
    return true;
  }

  #commit(): void {
    const group = takeGroup(this.#waiting);
    this.#waiting = this.#waiting.slice(group.length);
    const answer = commitGroup(this.#parts, group);
    this.#send({ kind: 'commit', json: JSON.stringify(answer) });
    this.#checkpoints.whenBusy();
  }

  #runTask(id: number, task: Task): void {
    this.#waiting.shift();
    try {
      const done = runTask({ ...this.#parts, files: this.#files, paths: this.#paths }, task);
      this.#send({ kind: 'task-done', id, ...done });
    } catch (error) {
      if (isStoreBroken(error)) throw error;
      this.#send({ kind: 'task-failed', id, failure: toWireFailure(error) });
    }
    this.#checkpoints.whenBusy();
  }

  /** Nothing is written after this: what is on disk is what counts. */
  #abandon(): void {
    this.#isStopped = true;
    this.#waiting = [];
    try {
      this.#parts.appender.close();
      this.#database.close();
    } catch {
      // Whatever cannot be closed ends with the process.
    }
  }

  #close(): void {
    this.#isStopped = true;
    this.#parts.appender.close();
    this.#database.row('PRAGMA wal_checkpoint(PASSIVE)');
    this.#database.close();
    this.#send({ kind: 'closed' });
  }
}

/** As much of what is waiting, from the front, as one commit takes. */
function takeGroup(waiting: readonly Waiting[]): WaitingOperation[] {
  const group: WaitingOperation[] = [];
  const sources = new Set<WaitingOperation['source']>();
  let bytes = 0;
  for (const item of waiting) {
    if (!('operation' in item) || group.length >= MAX_GROUP_OPERATIONS) break;
    if (!sources.has(item.source)) bytes += item.source.bytes.length;
    if (bytes > MAX_GROUP_BYTES && group.length > 0) break;
    sources.add(item.source);
    group.push(item);
  }
  return group;
}

const POSITION = `SELECT value FROM counter WHERE name = 'position'`;
