import type { Database } from '../index/database.ts';

/** Messages that are worth having: a damaged file yields thousands. */
const MAX_PROBLEMS = 20;

/** What SQLite itself finds wrong with the file. https://www.sqlite.org/pragma.html#pragma_integrity_check */
export function integrityProblems(database: Database): readonly string[] {
  try {
    const problems = database.rows<[string]>(`PRAGMA integrity_check(${MAX_PROBLEMS})`).flat();
    return problems.filter((problem) => problem !== 'ok');
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
