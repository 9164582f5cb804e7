import type { Database } from '../index/database.ts';

/** One step of the schema. Runs inside a transaction together with raising the schema version. */
export interface Migration {
  readonly version: number;
  apply(database: Database): void;
}
