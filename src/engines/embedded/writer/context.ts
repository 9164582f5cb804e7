/** What an operation works with. Everything it changes through it is taken back when it throws. */
import type { Change } from '../../../domain/ports/changes.ts';
import type { UidValidity } from '../../../domain/ports/ids.ts';
import type { OperationKind, OperationResults } from '../../../domain/ports/operations.ts';
import type { Database } from '../index/database.ts';
import type { WireOperationOf } from '../protocol.ts';
import type { ContentFiler } from './content-filer.ts';
import type { Counters } from './counters.ts';

export interface OperationContext {
  readonly database: Database;
  readonly counters: Counters;
  readonly contents: ContentFiler;
  /** What the feed will tell of this commit. */
  readonly changes: Change[];
  /** The time of the commit. */
  readonly nowMs: number;
  /** Throws `no-space` when the disk is short: first line of what makes the store grow. */
  requireSpace(): void;
  /** Higher than any before in this store, also for a mailbox that is made again. RFC 9051 section 2.3.1.1 */
  nextUidValidity(): UidValidity;
}

/** Executes one operation, without an await inside. Throws a Failure before or after changing anything. */
export type Handler<K extends OperationKind> = (
  context: OperationContext,
  operation: WireOperationOf<K>,
) => OperationResults[K][1];

export type HandlerTable = { readonly [K in OperationKind]: Handler<K> };
