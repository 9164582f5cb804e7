/** Which change took back which, and changes by what was done. */
import type { Migration } from './migration.ts';

export const undoneChanges: Migration = {
  version: 7,
  apply(database) {
    database.execute(AUDIT);
  },
};

const AUDIT = `
  ALTER TABLE audit ADD COLUMN undoes INTEGER;
  CREATE INDEX audit_undoes ON audit (undoes) WHERE undoes IS NOT NULL;
  CREATE INDEX audit_action ON audit (action);
`;
