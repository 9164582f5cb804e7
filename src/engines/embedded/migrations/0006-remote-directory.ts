/**
 * Times of change, versions of domains, and who is known to a remote directory. What was there before counts as changed
 * when it was made, and is known here only.
 */
import type { Migration } from './migration.ts';

export const remoteDirectory: Migration = {
  version: 6,
  apply(database) {
    for (const table of ['domain', 'user', 'user_group', 'alias']) {
      database.execute(`ALTER TABLE ${table} ADD COLUMN changed_at_ms INTEGER NOT NULL DEFAULT 0`);
      database.execute(`UPDATE ${table} SET changed_at_ms = created_at_ms`);
    }
    database.execute(DIRECTORY);
  },
};

const DIRECTORY = `
  ALTER TABLE domain ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE user ADD COLUMN remote_id TEXT;
  CREATE UNIQUE INDEX user_remote_id ON user (remote_id) WHERE remote_id IS NOT NULL;
`;
