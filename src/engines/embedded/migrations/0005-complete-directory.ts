/**
 * Groups, roles of domains, synonyms, second factors, sessions and the audit log. Who was there before is listed and in
 * use, and no level says anything of accounts yet.
 */
import type { Migration } from './migration.ts';

export const completeDirectory: Migration = {
  version: 5,
  apply(database) {
    database.execute(DIRECTORY);
    database.execute(GROUPS);
    database.execute(SIGN_IN);
    database.execute(AUDIT);
  },
};

/** A domain without an account policy says nothing of its accounts. */
const DIRECTORY = `
  ALTER TABLE user ADD COLUMN role_domains TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE user ADD COLUMN is_listed INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE user ADD COLUMN archived_at_ms INTEGER;
  ALTER TABLE user ADD COLUMN privileges TEXT NOT NULL DEFAULT '{}';
  CREATE INDEX user_forwarding ON user (account) WHERE forwarding IS NOT NULL;
  ALTER TABLE domain ADD COLUMN account_policy TEXT;
  CREATE TABLE domain_synonym (name TEXT PRIMARY KEY, domain INTEGER NOT NULL) WITHOUT ROWID, STRICT;
  CREATE INDEX domain_synonym_domain ON domain_synonym (domain);
`;

const GROUPS = `
  CREATE TABLE user_group (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    domain INTEGER NOT NULL,
    name_key TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    rank INTEGER NOT NULL,
    account_policy TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    version INTEGER NOT NULL,
    search_text TEXT NOT NULL,
    UNIQUE (domain, name_key)
  ) STRICT;
  CREATE TABLE group_member (
    user_group INTEGER NOT NULL,
    account INTEGER NOT NULL,
    PRIMARY KEY (user_group, account)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX group_member_account ON group_member (account);
`;

/** A session ends for good when both of its secrets have expired: the index is by that time. */
const SIGN_IN = `
  ALTER TABLE credential ADD COLUMN services TEXT;
  ALTER TABLE credential ADD COLUMN last_used_at_ms INTEGER;
  ALTER TABLE credential ADD COLUMN last_used_from TEXT NOT NULL DEFAULT '';
  CREATE TABLE second_factor (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    secret BLOB NOT NULL,
    counter INTEGER NOT NULL,
    confirmed_at_ms INTEGER,
    created_at_ms INTEGER NOT NULL,
    last_used_at_ms INTEGER,
    UNIQUE (account, kind, label)
  ) STRICT;
  CREATE TABLE session (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL,
    kind TEXT NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE,
    refresh_hash TEXT,
    services TEXT,
    credential INTEGER,
    client TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    refresh_expires_at_ms INTEGER,
    last_used_at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX session_refresh ON session (refresh_hash) WHERE refresh_hash IS NOT NULL;
  CREATE INDEX session_account ON session (account);
  CREATE INDEX session_credential ON session (credential) WHERE credential IS NOT NULL;
  CREATE INDEX session_end ON session (max(expires_at_ms, coalesce(refresh_expires_at_ms, 0)));
`;

/**
 * Names are kept as they were, and in the form in which they are compared. A clock may be set back, so that times need
 * not ascend as the entries do: latest_ms is the latest time up to an entry, and does.
 */
const AUDIT = `
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    latest_ms INTEGER NOT NULL,
    actor_account INTEGER,
    actor_key TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    service TEXT NOT NULL,
    address TEXT NOT NULL,
    action TEXT NOT NULL,
    target_kind TEXT NOT NULL,
    target_key TEXT NOT NULL,
    target_name TEXT NOT NULL,
    fields_before TEXT NOT NULL,
    fields_after TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audit_time ON audit (at_ms);
  CREATE INDEX audit_latest ON audit (latest_ms);
  CREATE INDEX audit_actor ON audit (actor_key);
  CREATE INDEX audit_kind ON audit (target_kind);
  CREATE INDEX audit_target ON audit (target_kind, target_key);
`;
