/**
 * App passwords: one for each program that cannot ask for a second factor, told once, and taken away without touching the
 * others. REQUIREMENTS DI9
 */
import type { Clock } from '../../../base/clock.ts';
import { Failure } from '../../../base/failure.ts';
import { createGate } from '../../../base/gate.ts';
import type { SecretBox } from '../../../base/secret-box.ts';
import type { NewAuditEntry } from '../../ports/audit.ts';
import type { Credential } from '../../ports/directory.ts';
import type { AccountId, CredentialId } from '../../ports/ids.ts';
import type { ServiceName } from '../../ports/sessions.ts';
import { applyOne, type Store } from '../../ports/store.ts';
import type { PasswordHasher } from '../password-hash.ts';
import { sealScramKeys } from '../scram-keys.ts';
import { scramSaltOf } from '../scram-salt-of.ts';
import { generateAppPassword } from './generate-app-password.ts';

/** Of one account. */
export const MAX_APP_PASSWORDS = 50;
/** Made one after the other, so that none goes beyond the limit and none takes the place of another. */
const MAX_WAITING = 200;

/** Where programs sign in that know nothing but a name and a password. Pages ask for the second factor instead. */
export const APP_SERVICES = ['imap', 'pop3', 'submission', 'ldap'] as const satisfies ServiceName[];
export type AppService = (typeof APP_SERVICES)[number];

export interface NewAppPassword {
  /** What the user calls the program; unique among his. */
  readonly label: string;
  /** At least one; null: all that there are, and will be. */
  readonly services: readonly AppService[] | null;
  readonly expiresAtMs: number | null;
}

export type AppPassword = Pick<
  Credential,
  'id' | 'label' | 'services' | 'createdAtMs' | 'expiresAtMs' | 'lastUsedAtMs' | 'lastUsedFrom'
>;

export interface AppPasswords {
  list(account: AccountId): Promise<readonly AppPassword[]>;
  /**
   * The password, which cannot be told again.
   * Throws Failure `invalid` (no services, an end that has passed), `already-exists` (the label), `too-many`.
   */
  make(account: AccountId, request: NewAppPassword, audit: NewAuditEntry): Promise<MadeAppPassword>;
  /** What is open with it ends. Throws Failure `not-found`. @param auditOf its entry in the log. */
  delete(
    account: AccountId,
    id: CredentialId,
    auditOf: (password: AppPassword) => { readonly audit: NewAuditEntry },
  ): Promise<void>;
}

export interface MadeAppPassword {
  readonly id: CredentialId;
  readonly password: string;
}

export interface AppPasswordsDeps {
  readonly store: Store;
  readonly hasher: Pick<PasswordHasher, 'hashGenerated' | 'scramKeys' | 'isDeferred'>;
  readonly box: SecretBox;
  readonly clock: Clock;
}

export function createAppPasswords({ store, hasher, box, clock }: AppPasswordsDeps): AppPasswords {
  const turns = createGate(1, MAX_WAITING);
  const list = async (account: AccountId) =>
    (await store.reader(store.feed.position).directory.credentials(account)).filter(
      ({ kind }) => kind === 'app-password',
    );
  const mustBeNew = async (account: AccountId, label: string) => {
    const known = await list(account);
    if (known.some((each) => each.label === label)) {
      throw new Failure('already-exists', 'there is an app password of that name', { detail: { field: 'label' } });
    }
    if (known.length >= MAX_APP_PASSWORDS) {
      throw new Failure('too-many', `more than ${MAX_APP_PASSWORDS} app passwords`);
    }
  };

  return {
    list,

    async make(account, { label, services, expiresAtMs }, audit) {
      const createdAtMs = clock.nowMs();
      if (services?.length === 0) throw invalid('services');
      if (expiresAtMs !== null && expiresAtMs <= createdAtMs) throw invalid('expiresAt');
      const password = generateAppPassword();
      return turns.run(async () => {
        await mustBeNew(account, label);
        const salt = await scramSaltOf({ store, hasher, box }, account);
        const scram = sealScramKeys(box, await hasher.scramKeys(password, salt));
        const { credential } = await applyOne(store, {
          kind: 'set-credential',
          account,
          credential: {
            ...{ kind: 'app-password', label, verifier: hasher.hashGenerated(password), scram, mustChange: false },
            ...{ services, createdAtMs, expiresAtMs },
          },
          audit,
        });
        return { id: credential, password };
      });
    },

    async delete(account, id, auditOf) {
      const found = (await list(account)).find((each) => each.id === id);
      if (found === undefined) {
        throw new Failure('not-found', 'no such app password', { detail: { kind: 'app-password', name: String(id) } });
      }
      await applyOne(store, { kind: 'delete-credential', account, credential: id, ...auditOf(found) });
    },
  };
}

function invalid(field: 'services' | 'expiresAt'): Failure {
  return new Failure('invalid', `${field} is not acceptable`, { detail: { field } });
}
