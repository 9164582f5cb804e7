import { connectScanner } from '../index/connect.ts';
import type { Database } from '../index/database.ts';

/**
 * Reads in slices, on one state of the index, while others go on in between: on a connection of its own, so that its
 * state is in nobody's way.
 */
export async function longRead<T>(index: string, read: (database: Database) => Promise<T>): Promise<T> {
  const database = connectScanner(index);
  try {
    database.run('BEGIN');
    return await read(database);
  } finally {
    database.close();
  }
}
