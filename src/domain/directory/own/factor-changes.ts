/** What every change of one's own second factors has in common: turns, limits, the record, and what the first one brings. */
import type { Clock } from '../../../base/clock.ts';
import { Failure } from '../../../base/failure.ts';
import { createGate, type Gate } from '../../../base/gate.ts';
import { hashRecoveryCode, makeRecoveryCodes } from '../../../formats/otp/recovery-codes.ts';
import type { Caller } from '../../access/caller.ts';
import { endPasswordOnlySessions } from '../../access/second-factors/end-password-only-sessions.ts';
import type { FactorSecrets } from '../../access/second-factors/factor-secrets.ts';
import { needsSecondFactor } from '../../access/second-factors/needs-second-factor.ts';
import type { User } from '../../ports/directory.ts';
import type { SecondFactorId } from '../../ports/ids.ts';
import type { SecondFactor } from '../../ports/second-factors.ts';
import { applyOne, type Store } from '../../ports/store.ts';
import { type Audit, audited } from '../audit-entry.ts';

/** Of one account; nobody has as many telephones and keys. */
const MAX_FACTORS = 20;
/** Changes are made one after the other, so that none of them goes beyond the limit. */
const MAX_WAITING = 200;

export interface Confirmed {
  readonly id: SecondFactorId;
  /** With the first factor: to be shown once. Else null, those that there are stay. */
  readonly recoveryCodes: readonly string[] | null;
}

export interface FactorChanges {
  /** Each change is made in a turn of its own. */
  readonly turns: Pick<Gate, 'run'>;
  factorsOf(user: User): Promise<readonly SecondFactor[]>;
  /** Throws Failure `too-many`. */
  mustHaveRoom(factors: readonly SecondFactor[]): void;
  added(by: Caller, user: User, factor: Pick<SecondFactor, 'kind' | 'label'>): Audit;
  /** Throws Failure `not-found`. */
  remove(by: Caller, user: User, factor: SecondFactor): Promise<void>;
  /** In place of those that there are. Throws Failure `conflict`. */
  replaceRecoveryCodes(by: Caller, user: User): Promise<readonly string[]>;
  /**
   * After a factor was confirmed. With the first one there are recovery codes, and what was opened with the password alone
   * ends. @param before the factors as they were.
   */
  afterConfirming(by: Caller, user: User, before: readonly SecondFactor[]): Promise<Confirmed['recoveryCodes']>;
}

export interface FactorChangesDeps {
  readonly store: Store;
  readonly secrets: FactorSecrets;
  readonly clock: Clock;
}

export function createFactorChanges({ store, secrets, clock }: FactorChangesDeps): FactorChanges {
  const audit = (by: Caller, action: string, user: User, gone: readonly string[], come: readonly string[]) =>
    audited(by, clock.nowMs(), action, { kind: 'user', name: user.userId }, { factors: gone }, { factors: come });
  const factorsOf = ({ account }: User) => store.reader(store.feed.position).directory.secondFactors(account);

  const replaceRecoveryCodes = async (by: Caller, user: User): Promise<readonly string[]> => {
    const { account } = user;
    const codes = makeRecoveryCodes();
    const old = (await factorsOf(user)).filter(({ kind }) => kind === 'recovery');
    const now = clock.nowMs();
    const outcomes = await store.apply([
      ...old.map(({ id }) => ({ kind: 'delete-second-factor', account, factor: id }) as const),
      {
        kind: 'add-second-factor',
        account,
        factor: {
          ...{ kind: 'recovery', label: '', counter: 0, confirmedAtMs: now, createdAtMs: now },
          secret: secrets.sealRecovery(account, codes.map(hashRecoveryCode)),
        },
        ...audit(by, 'user.recovery-codes', user, [], []),
      },
    ]);
    if (outcomes.every(({ ok }) => ok)) return codes;
    throw new Failure('conflict', 'the codes were changed meanwhile');
  };

  return {
    turns: createGate(1, MAX_WAITING),
    factorsOf,
    mustHaveRoom(factors) {
      if (factors.length >= MAX_FACTORS) throw new Failure('too-many', `more than ${MAX_FACTORS} second factors`);
    },
    added: (by, user, factor) => audit(by, 'user.add-factor', user, [], [nameOf(factor)]),
    async remove(by, user, factor) {
      const { account } = user;
      const entry = audit(by, 'user.delete-factor', user, [nameOf(factor)], []);
      await applyOne(store, { kind: 'delete-second-factor', account, factor: factor.id, ...entry });
    },
    replaceRecoveryCodes,
    async afterConfirming(by, user, before) {
      if (needsSecondFactor(before)) return null;
      const recoveryCodes = await replaceRecoveryCodes(by, user);
      const target = { kind: 'user', name: user.userId } as const;
      await endPasswordOnlySessions(store, user.account, by.session ?? null, (clients) =>
        audited(by, clock.nowMs(), 'user.end-sessions', target, { clients }, null),
      );
      return recoveryCodes;
    },
  };
}

function nameOf({ kind, label }: Pick<SecondFactor, 'kind' | 'label'>): string {
  return `${kind} ${label}`.trim();
}
