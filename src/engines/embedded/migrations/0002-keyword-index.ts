/**
 * Which keywords a mailbox has in use: asked at every SELECT of one that is not open yet. Few messages have any, so that
 * the index is small, and most changes do not touch it.
 */
import type { Migration } from './migration.ts';

export const keywordIndex: Migration = {
  version: 2,
  apply(database) {
    database.execute("CREATE INDEX entry_keywords ON entry (mailbox, keywords) WHERE keywords <> ''");
  },
};
