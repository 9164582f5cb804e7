/**
 * The first schema.
 *
 * Rows that every delivery changes (account, mailbox, content) are kept narrow; what is written once and read by
 * column (digest, user) lies in tables of its own. Keys are compared as bytes: nothing here has a collation.
 */
import type { Migration } from './migration.ts';

export const initialSchema: Migration = {
  version: 1,
  apply(database) {
    database.execute(STORE);
    database.execute(CONTENTS);
    database.execute(MAIL);
    database.execute(DIRECTORY);
    database.execute(QUEUE);
  },
};

/** Counters of the whole store. A number taken from one of them is never given out again. */
const STORE = `
  CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID, STRICT;
  INSERT INTO counter VALUES ('position', 0), ('segment', 0), ('uid-validity', 0);
  CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
`;

/**
 * A segment's bytes up to used_bytes belong to contents or are counted as dead. A shared one takes small contents until
 * it is full; any other holds one large content. A retired one is waiting for its readers to leave. Contents count their holders by kind: emails and queue items.
 */
const CONTENTS = `
  CREATE TABLE segment (
    number INTEGER PRIMARY KEY,
    used_bytes INTEGER NOT NULL,
    dead_bytes INTEGER NOT NULL,
    is_shared INTEGER NOT NULL,
    is_retired INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE content (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    size_bytes INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    emails INTEGER NOT NULL,
    queued INTEGER NOT NULL,
    unreferenced_since_ms INTEGER
  ) STRICT;
  CREATE INDEX content_unreferenced ON content (unreferenced_since_ms) WHERE unreferenced_since_ms IS NOT NULL;
  CREATE TABLE digest (
    content INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    envelope TEXT NOT NULL,
    parts TEXT NOT NULL,
    preview TEXT NOT NULL,
    sent_day TEXT,
    sent_at_ms INTEGER,
    subject_key TEXT NOT NULL,
    from_key TEXT NOT NULL,
    to_key TEXT NOT NULL,
    cc_key TEXT NOT NULL,
    bcc_key TEXT NOT NULL,
    message_id TEXT,
    has_attachment INTEGER NOT NULL,
    thread_keys TEXT NOT NULL
  ) STRICT;
`;

/**
 * email.id is account × 2^32 + number. An email counts its live entries and its tombstones, and is gone with the last
 * of either. A purge names what no longer belongs to anybody and is removed in slices.
 */
const MAIL = `
  CREATE TABLE account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    mod_seq INTEGER NOT NULL,
    next_email INTEGER NOT NULL,
    storage_bytes INTEGER NOT NULL,
    message_count INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE mailbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL,
    path TEXT NOT NULL,
    uid_validity INTEGER NOT NULL,
    uid_next INTEGER NOT NULL,
    highest_mod_seq INTEGER NOT NULL,
    message_count INTEGER NOT NULL,
    unseen_count INTEGER NOT NULL,
    deleted_count INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    deleted_bytes INTEGER NOT NULL,
    first_recent_uid INTEGER NOT NULL,
    forgotten_mod_seq INTEGER NOT NULL,
    special_use TEXT NOT NULL,
    is_subscribed INTEGER NOT NULL,
    UNIQUE (account, path)
  ) STRICT;
  CREATE TABLE subscribed_name (
    account INTEGER NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (account, path)
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE email (
    id INTEGER PRIMARY KEY,
    thread INTEGER NOT NULL,
    received_at_ms INTEGER NOT NULL,
    received_offset_minutes INTEGER NOT NULL,
    content INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    tombstones INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE entry (
    mailbox INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    mod_seq INTEGER NOT NULL,
    system INTEGER NOT NULL,
    keywords TEXT NOT NULL,
    saved_at_ms INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    email INTEGER NOT NULL,
    PRIMARY KEY (mailbox, uid)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX entry_changes ON entry (mailbox, mod_seq);
  CREATE TABLE tombstone (
    mailbox INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    mod_seq INTEGER NOT NULL,
    system INTEGER NOT NULL,
    keywords TEXT NOT NULL,
    saved_at_ms INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    email INTEGER NOT NULL,
    expunged_at_ms INTEGER NOT NULL,
    PRIMARY KEY (mailbox, uid)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX tombstone_changes ON tombstone (mailbox, mod_seq);
  CREATE TABLE thread_key (
    account INTEGER NOT NULL,
    key TEXT NOT NULL,
    thread INTEGER NOT NULL,
    PRIMARY KEY (account, key)
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE mailbox_purge (mailbox INTEGER PRIMARY KEY) STRICT;
  CREATE TABLE account_purge (account INTEGER PRIMARY KEY) STRICT;
`;

const DIRECTORY = `
  CREATE TABLE domain (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    is_primary INTEGER NOT NULL,
    catch_all_account INTEGER,
    catch_all_alias INTEGER,
    created_at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE user (
    account INTEGER PRIMARY KEY,
    user_key TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL,
    domain INTEGER NOT NULL,
    local_part TEXT NOT NULL,
    role TEXT NOT NULL,
    is_enabled INTEGER NOT NULL,
    profile TEXT NOT NULL,
    language TEXT,
    storage_quota TEXT NOT NULL,
    message_quota TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    version INTEGER NOT NULL,
    search_text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX user_domain ON user (domain, user_key);
  CREATE TABLE credential (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    verifier TEXT NOT NULL,
    scram BLOB,
    must_change INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER,
    UNIQUE (account, kind, label)
  ) STRICT;
  CREATE TABLE alias (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    domain INTEGER NOT NULL,
    local_key TEXT NOT NULL,
    local_part TEXT NOT NULL,
    description TEXT NOT NULL,
    membership TEXT NOT NULL,
    is_postmaster INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL,
    version INTEGER NOT NULL,
    search_text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX alias_domain ON alias (domain, local_key);
  CREATE TABLE alias_owner (
    alias INTEGER NOT NULL,
    place INTEGER NOT NULL,
    account INTEGER NOT NULL,
    PRIMARY KEY (alias, place)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX alias_owner_account ON alias_owner (account);
  CREATE TABLE alias_member (
    alias INTEGER NOT NULL,
    place INTEGER NOT NULL,
    account INTEGER,
    member_alias INTEGER,
    address TEXT,
    PRIMARY KEY (alias, place)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX alias_member_account ON alias_member (account) WHERE account IS NOT NULL;
  CREATE INDEX alias_member_alias ON alias_member (member_alias) WHERE member_alias IS NOT NULL;
  CREATE TABLE address (
    domain INTEGER NOT NULL,
    local_key TEXT NOT NULL,
    account INTEGER,
    alias INTEGER,
    PRIMARY KEY (domain, local_key)
  ) WITHOUT ROWID, STRICT;
  CREATE UNIQUE INDEX address_account ON address (account) WHERE account IS NOT NULL;
  CREATE UNIQUE INDEX address_alias ON address (alias) WHERE alias IS NOT NULL;
`;

const QUEUE = `
  CREATE TABLE queue (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    content INTEGER NOT NULL,
    address TEXT NOT NULL,
    notify TEXT,
    original_recipient TEXT,
    return_path TEXT NOT NULL,
    queued_at_ms INTEGER NOT NULL,
    next_attempt_at_ms INTEGER NOT NULL,
    attempts INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX queue_due ON queue (next_attempt_at_ms, id);
`;
