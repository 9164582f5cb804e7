/** What one check looks like: how it finds, on the main side, and how it mends, in the writer. */
import type { FindingKind } from '../../../domain/ports/store.ts';
import type { OpenSegments } from '../contents/open-segments.ts';
import type { Database } from '../index/database.ts';
import type { RepairKey } from '../protocol.ts';
import type { ShardPaths } from '../segments/layout.ts';
import type { OperationContext } from '../writer/context.ts';

export interface Found {
  readonly subject: string;
  readonly message: string;
  /** What `repair` gets. */
  readonly key: RepairKey;
}

export interface CheckContext {
  /** A connection of the check's own, so that its snapshots are in nobody's way. */
  readonly database: Database;
  readonly segments: OpenSegments;
  readonly paths: ShardPaths;
  readonly nowMs: number;
  readonly verifyContents: boolean;
}

export interface Check {
  readonly kind: FindingKind;
  /**
   * Looks at the store in slices, beside a running server. What it reports was wrong in one state of the index, never
   * only between two.
   */
  find(context: CheckContext): AsyncIterable<Found>;
  /**
   * Mends from what is true when it runs; the finding may be out of date by then. Returns false when it cannot.
   */
  repair(context: OperationContext, key: RepairKey): boolean;
}

/** Lets the rest of the program go on between two slices. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Rows a slice looks at. */
export const SLICE = 2000;

/**
 * Rows in slices: `read` gets the last row of the slice before, and returns fewer than SLICE rows at the end. Each
 * slice is a statement of its own.
 */
export async function* slices<T>(read: (last: T | null) => readonly T[]): AsyncGenerator<T> {
  let last: T | null = null;
  for (;;) {
    const rows: readonly T[] = read(last);
    yield* rows;
    last = rows.at(-1) ?? null;
    if (rows.length < SLICE) return;
    await pause();
  }
}

/** One state of the index for work that has pauses in it. */
export async function inSnapshot<T>(database: Database, work: () => Promise<T>): Promise<T> {
  database.run('BEGIN');
  try {
    return await work();
  } finally {
    database.run('COMMIT');
  }
}
