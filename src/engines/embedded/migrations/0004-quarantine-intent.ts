/**
 * What the sender of a message in quarantine asked for, and who it was. Of a message from before, what its recipients
 * were is not known: they are resolved as they are when it is released.
 */
import type { Migration } from './migration.ts';

export const quarantineIntent: Migration = {
  version: 4,
  apply(database) {
    database.execute(`ALTER TABLE quarantine ADD COLUMN intent TEXT NOT NULL DEFAULT '${UNKNOWN_INTENT}'`);
    database.execute(NAME_RECIPIENTS);
  },
};

const UNKNOWN_INTENT = JSON.stringify({
  submitter: null,
  wishes: { priority: null, requiresTls: false, deliverBy: null, notBeforeMs: null },
  authentication: null,
  heldBecause: null,
});

const NAME_RECIPIENTS = `
  UPDATE quarantine SET recipients = (
    SELECT json_group_array(json_object(
      'address', value, 'notify', NULL, 'originalRecipient', NULL, 'isElsewhere', json('true')
    )) FROM json_each(recipients)
  )`;
