import type { AccountId } from '../../../domain/ports/ids.ts';
import type { Database } from '../index/database.ts';

/** Who stands in where somebody responsible is missing: the administrator who has been one longest. */
export function firstAdministrator(database: Database): AccountId | undefined {
  return database.value<AccountId>(FIRST);
}

const FIRST = `
  SELECT account FROM user WHERE role = 'administrator'
  ORDER BY archived_at_ms IS NOT NULL, is_enabled DESC, account LIMIT 1`;
