/** Brings the index to the schema of this program, and refuses one that a newer program made. */
import { Failure } from '../../../base/failure.ts';
import type { Database } from '../index/database.ts';
import { initialSchema } from './0001-initial-schema.ts';
import { keywordIndex } from './0002-keyword-index.ts';
import { outgoingMail } from './0003-outgoing-mail.ts';
import { quarantineIntent } from './0004-quarantine-intent.ts';
import { completeDirectory } from './0005-complete-directory.ts';
import { remoteDirectory } from './0006-remote-directory.ts';
import { undoneChanges } from './0007-undone-changes.ts';
import type { Migration } from './migration.ts';

const MIGRATIONS: readonly Migration[] = [
  initialSchema,
  keywordIndex,
  outgoingMail,
  quarantineIntent,
  completeDirectory,
  remoteDirectory,
  undoneChanges,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/** Fails with `unsupported` when the index was made by a newer program. */
export function migrate(database: Database): void {
  const found = database.value<number>('PRAGMA user_version') ?? 0;
  if (found > SCHEMA_VERSION) {
    throw new Failure('unsupported', 'the store was made by a newer version of this program', {
      detail: { found, supported: SCHEMA_VERSION },
    });
  }
  for (const migration of MIGRATIONS) {
    if (migration.version <= found) continue;
    database.execute('BEGIN IMMEDIATE');
    try {
      migration.apply(database);
      database.execute(`PRAGMA user_version = ${migration.version}`);
      database.execute('COMMIT');
    } catch (error) {
      database.execute('ROLLBACK');
      throw error;
    }
  }
}
