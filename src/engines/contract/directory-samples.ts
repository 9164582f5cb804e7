/** Parts of the directory as the contract's tests make them. */
import { OPEN_POLICY } from '../../domain/ports/account-policy.ts';
import type { NewAuditEntry } from '../../domain/ports/audit.ts';
import type { CreateGroup, NewCredential } from '../../domain/ports/directory-operations.ts';
import type { AccountId, DomainId } from '../../domain/ports/ids.ts';
import type { NewSecondFactor } from '../../domain/ports/second-factors.ts';
import type { NewSession } from '../../domain/ports/sessions.ts';

export const NOBODY = 999_999 as AccountId;
export const NOWHERE = 999_999 as DomainId;

export const PASSWORD: NewCredential = {
  kind: 'password',
  label: '',
  verifier: '$argon2id$1',
  scram: new Uint8Array([0, 1, 255]),
  mustChange: false,
  services: null,
  createdAtMs: 5,
  expiresAtMs: null,
};

export function newGroup(domain: DomainId, name: string, more: Partial<CreateGroup> = {}): CreateGroup {
  const about = { description: '', rank: 10, accountPolicy: OPEN_POLICY, members: [] };
  return { kind: 'create-group', domain, name, ...about, ...more };
}

export function newFactor(label: string, more: Partial<NewSecondFactor> = {}): NewSecondFactor {
  const secret = new Uint8Array([0, 128, 255]);
  return { kind: 'totp', label, secret, counter: 0, confirmedAtMs: null, createdAtMs: 7, ...more };
}

let sessions = 0;

/** With secrets that no other has. */
export function newSession(account: AccountId, more: Partial<NewSession> = {}): NewSession {
  sessions += 1;
  const hashes = { secretHash: `secret-${sessions}`, refreshHash: `refresh-${sessions}` };
  return {
    ...{ account, kind: 'token', ...hashes, services: null, credential: null, client: 'c', address: '192.0.2.1' },
    ...{ createdAtMs: 10, expiresAtMs: 100, refreshExpiresAtMs: 1000 },
    ...more,
  };
}

export function auditEntry(action: string, more: Partial<NewAuditEntry> = {}): NewAuditEntry {
  return {
    atMs: 1000,
    actor: { account: null, name: 'system', service: 'system', address: '' },
    action,
    target: { kind: 'user', name: 'bob' },
    before: {},
    after: {},
    ...more,
  };
}
