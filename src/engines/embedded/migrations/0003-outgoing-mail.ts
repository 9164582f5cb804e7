/**
 * Outgoing mail, quarantine, signing keys and routes.
 *
 * What decides when a recipient is due lies with the recipient, also what it shares with the others of its message
 * (priority, held or not): one index has each lane in the order in which it is worked off. The table of the first
 * schema never had a row: nothing was announced that would have filled it.
 */
import type { Migration } from './migration.ts';

export const outgoingMail: Migration = {
  version: 3,
  apply(database) {
    database.execute(QUEUE);
    database.execute(QUARANTINE);
    database.execute(DIRECTORY);
  },
};

/** A content's `queued` counts messages of the queue from here on. */
const QUEUE = `
  DROP TABLE queue;
  CREATE TABLE queue_message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    queue_id TEXT NOT NULL,
    content INTEGER NOT NULL,
    head TEXT NOT NULL,
    return_path TEXT NOT NULL,
    origin TEXT NOT NULL,
    account INTEGER,
    priority INTEGER NOT NULL,
    requires_tls INTEGER NOT NULL,
    deliver_by TEXT,
    not_before_ms INTEGER,
    held_because TEXT,
    queued_at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX queue_message_queue_id ON queue_message (queue_id);
  CREATE INDEX queue_message_account ON queue_message (account) WHERE account IS NOT NULL;
  CREATE INDEX queue_message_held ON queue_message (id) WHERE held_because IS NOT NULL;
  CREATE TABLE queue_recipient (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message INTEGER NOT NULL,
    address TEXT NOT NULL,
    channel TEXT NOT NULL,
    lane TEXT NOT NULL,
    notify TEXT,
    original_recipient TEXT,
    attempts INTEGER NOT NULL,
    next_attempt_at_ms INTEGER NOT NULL,
    last_attempt TEXT,
    is_delay_told INTEGER NOT NULL,
    is_held INTEGER NOT NULL,
    priority INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX queue_recipient_message ON queue_recipient (message);
  CREATE INDEX queue_recipient_due ON queue_recipient (lane, priority, next_attempt_at_ms) WHERE is_held = 0;
`;

const QUARANTINE = `
  ALTER TABLE content ADD COLUMN quarantined INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    queue_id TEXT NOT NULL,
    content INTEGER NOT NULL,
    return_path TEXT NOT NULL,
    recipients TEXT NOT NULL,
    client_address TEXT NOT NULL,
    reasons TEXT NOT NULL,
    received_at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX quarantine_received ON quarantine (received_at_ms);
`;

/** A domain without a policy of its own follows the default of the program. */
const DIRECTORY = `
  CREATE TABLE dkim_key (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    domain INTEGER NOT NULL,
    selector TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    sealed_private_key BLOB NOT NULL,
    public_key TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    state_since_ms INTEGER NOT NULL,
    UNIQUE (domain, selector)
  ) STRICT;
  CREATE TABLE mail_route (
    pattern TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    tls TEXT NOT NULL,
    user_name TEXT,
    sealed_password BLOB
  ) WITHOUT ROWID, STRICT;
  ALTER TABLE domain ADD COLUMN policy TEXT;
  ALTER TABLE user ADD COLUMN forwarding TEXT;
  ALTER TABLE user ADD COLUMN welcome_senders TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE alias_member ADD COLUMN file TEXT;
  ALTER TABLE alias_member ADD COLUMN program TEXT;
`;
