/** Rows of what people sign in with, and of what they are signed in with. */
import type { Credential } from '../../../domain/ports/directory.ts';
import type { AccountId, CredentialId, SecondFactorId, SessionId } from '../../../domain/ports/ids.ts';
import type { SecondFactor } from '../../../domain/ports/second-factors.ts';
import type { ServiceName, Session } from '../../../domain/ports/sessions.ts';

export const SELECT_CREDENTIALS = `
  SELECT id, account, kind, label, verifier, scram, must_change, services, created_at_ms, expires_at_ms,
    last_used_at_ms, last_used_from
  FROM credential WHERE account = ? ORDER BY id`;

export type CredentialTuple = [
  id: CredentialId,
  account: AccountId,
  kind: Credential['kind'],
  label: string,
  verifier: string,
  scram: Uint8Array | null,
  mustChange: 0 | 1,
  services: string | null,
  createdAtMs: number,
  expiresAtMs: number | null,
  lastUsedAtMs: number | null,
  lastUsedFrom: string,
];

export function toCredential(row: CredentialTuple): Credential {
  const [id, account, kind, label, verifier, scram, mustChange, services, createdAtMs, expiresAtMs, ...use] = row;
  const [lastUsedAtMs, lastUsedFrom] = use;
  return {
    ...{ id, account, kind, label, verifier, scram, createdAtMs, expiresAtMs, lastUsedAtMs, lastUsedFrom },
    mustChange: mustChange === 1,
    services: toServices(services),
  };
}

export const SELECT_SECOND_FACTORS = `
  SELECT id, account, kind, label, secret, counter, confirmed_at_ms, created_at_ms, last_used_at_ms
  FROM second_factor WHERE account = ? ORDER BY id`;

export type SecondFactorTuple = [
  id: SecondFactorId,
  account: AccountId,
  kind: SecondFactor['kind'],
  label: string,
  secret: Uint8Array,
  counter: number,
  confirmedAtMs: number | null,
  createdAtMs: number,
  lastUsedAtMs: number | null,
];

export function toSecondFactor(row: SecondFactorTuple): SecondFactor {
  const [id, account, kind, label, secret, counter, confirmedAtMs, createdAtMs, lastUsedAtMs] = row;
  return { id, account, kind, label, secret, counter, confirmedAtMs, createdAtMs, lastUsedAtMs };
}

const SELECT_SESSION = `
  SELECT id, account, kind, secret_hash, refresh_hash, services, credential, client, address, created_at_ms,
    expires_at_ms, refresh_expires_at_ms, last_used_at_ms
  FROM session`;
export const SELECT_SESSIONS = `${SELECT_SESSION} WHERE account = ? ORDER BY id`;
export const FIND_SESSION = {
  secret: `${SELECT_SESSION} WHERE secret_hash = ?`,
  refresh: `${SELECT_SESSION} WHERE refresh_hash = ?`,
} as const;

export type SessionTuple = [
  id: SessionId,
  account: AccountId,
  kind: Session['kind'],
  secretHash: string,
  refreshHash: string | null,
  services: string | null,
  credential: CredentialId | null,
  client: string,
  address: string,
  createdAtMs: number,
  expiresAtMs: number,
  refreshExpiresAtMs: number | null,
  lastUsedAtMs: number,
];

export function toSession(row: SessionTuple): Session {
  const [id, account, kind, secretHash, refreshHash, services, credential, client, address, ...times] = row;
  const [createdAtMs, expiresAtMs, refreshExpiresAtMs, lastUsedAtMs] = times;
  return {
    ...{ id, account, kind, secretHash, refreshHash, credential, client, address },
    ...{ createdAtMs, expiresAtMs, refreshExpiresAtMs, lastUsedAtMs },
    services: toServices(services),
  };
}

function toServices(text: string | null): ServiceName[] | null {
  return text === null ? null : (JSON.parse(text) as ServiceName[]);
}
