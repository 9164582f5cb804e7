/** One SQLite connection with its prepared statements. Rows are arrays: half the time of objects. */
import type { DatabaseSync } from 'node:sqlite';
import { type SQLInputValue, type StatementSync } from 'node:sqlite';

export type SqlValue = SQLInputValue;

/** Statements kept prepared by one connection; all of them are constant texts or one for each list of fields. */
const MAX_STATEMENTS = 500;

/** How much text may still be read. */
export interface TextBudget {
  leftChars: number;
}

export class Database {
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(connection: DatabaseSync) {
    this.#connection = connection;
  }

  /** Runs a statement that returns nothing. Returns the number of rows it changed. */
  run(sql: string, ...values: SqlValue[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  /** Runs an INSERT. Returns the rowid. */
  insert(sql: string, ...values: SqlValue[]): number {
    return Number(this.#prepare(sql).run(...values).lastInsertRowid);
  }

  /** The first row, if any. The caller names its shape: it is the list after SELECT. */
  row<T extends readonly unknown[]>(sql: string, ...values: SqlValue[]): T | undefined {
    return this.#prepare(sql).get(...values) as T | undefined;
  }

  rows<T extends readonly unknown[]>(sql: string, ...values: SqlValue[]): T[] {
    return this.#prepare(sql).all(...values) as unknown as T[];
  }

  /** Rows until the budget is used up, the one that does so included. */
  rowsWithin<T extends readonly unknown[]>(budget: TextBudget, sql: string, ...values: SqlValue[]): T[] {
    const rows: T[] = [];
    for (const next of this.#prepare(sql).iterate(...values)) {
      const row = next as unknown as T;
      rows.push(row);
      for (const value of row) if (typeof value === 'string') budget.leftChars -= value.length;
      if (budget.leftChars <= 0) break;
    }
    return rows;
  }

  /** The first column of the first row. */
  value<T>(sql: string, ...values: SqlValue[]): T | undefined {
    return this.row<[T]>(sql, ...values)?.[0];
  }

  /** Statements without values, not kept. */
  execute(sql: string): void {
    this.#connection.exec(sql);
  }

  /** Reads that belong together, on one state of the database. */
  snapshot<T>(read: () => T): T {
    this.run('BEGIN');
    try {
      return read();
    } finally {
      this.run('COMMIT');
    }
  }

  close(): void {
    this.#statements.clear();
    this.#connection.close();
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#connection.prepare(sql);
      statement.setReturnArrays(true);
      if (this.#statements.size >= MAX_STATEMENTS) this.#statements.clear();
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
