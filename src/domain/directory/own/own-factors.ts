/**
 * The second factors that people keep for themselves: the list, codes from the time (RFC 6238), and codes to put away.
 * Passkeys are in own-passkeys.ts. Whoever calls has proved his password where something gets easier by it. DI9
 */
import { randomBytes } from 'node:crypto';
import { Failure } from '../../../base/failure.ts';
import { encodeBase32 } from '../../../formats/otp/base32.ts';
import { otpauthUri, TOTP_SECRET_BYTES } from '../../../formats/otp/otpauth-uri.ts';
import { verifyTotp } from '../../../formats/otp/totp.ts';
import type { Caller } from '../../access/caller.ts';
import { needsSecondFactor } from '../../access/second-factors/needs-second-factor.ts';
import type { PasskeySite } from '../../access/second-factors/passkey-site.ts';
import type { SecondFactorId } from '../../ports/ids.ts';
import type { NewSecondFactor, SecondFactor } from '../../ports/second-factors.ts';
import { applyOne } from '../../ports/store.ts';
import { checkLabel } from '../check-label.ts';
import { describeFactor, type FactorSummary } from '../describe-factor.ts';
import { mailOf } from '../mail-of.ts';
import type { Confirmed, FactorChanges, FactorChangesDeps } from './factor-changes.ts';
import { ownUser } from './own-user.ts';

export interface OwnFactors {
  list(by: Caller): Promise<readonly FactorSummary[]>;
  /**
   * Good for nothing until it is confirmed; another one that was begun before is given up.
   * Throws Failure `invalid` (the label), `already-exists`, `too-many`.
   */
  beginTotp(by: Caller, label: string): Promise<NewTotp>;
  /** Throws Failure `not-found`, `invalid` (`detail.reason`: `wrong-code`). */
  confirmTotp(by: Caller, factor: SecondFactorId, code: string): Promise<Confirmed>;
  /** In place of those that there are. Throws Failure `invalid` (`detail.reason`: `no-second-factor`), `conflict`. */
  newRecoveryCodes(by: Caller): Promise<readonly string[]>;
  /** A passkey, too. With the last factor the recovery codes go. Throws Failure `not-found`. */
  delete(by: Caller, factor: SecondFactorId): Promise<void>;
}

export interface NewTotp {
  readonly id: SecondFactorId;
  /** Base32, for who cannot read the picture. */
  readonly secret: string;
  /** For the picture. */
  readonly uri: string;
}

export interface OwnFactorsDeps extends FactorChangesDeps {
  readonly changes: FactorChanges;
  readonly site: Pick<PasskeySite, 'name'>;
}

export function createOwnFactors({ store, secrets, changes, site, clock }: OwnFactorsDeps): OwnFactors {
  const { turns, factorsOf, replaceRecoveryCodes } = changes;

  return {
    async list(by) {
      return (await factorsOf(await ownUser(store, by))).map((factor) => describeFactor(factor, secrets));
    },

    async beginTotp(by, text) {
      const label = checkLabel(text);
      const user = await ownUser(store, by);
      const { account } = user;
      return turns.run(async () => {
        const factors = await factorsOf(user);
        const begun = factors.filter(isBegun);
        changes.mustHaveRoom(factors.filter((factor) => !begun.includes(factor)));
        for (const { id } of begun) await applyOne(store, { kind: 'delete-second-factor', account, factor: id });
        const key = randomBytes(TOTP_SECRET_BYTES);
        const factor: NewSecondFactor = {
          ...{ kind: 'totp', label, counter: 0, confirmedAtMs: null, createdAtMs: clock.nowMs() },
          secret: secrets.sealTotp(account, key),
        };
        const added = await applyOne(store, { kind: 'add-second-factor', account, factor });
        const uri = otpauthUri(key, { issuer: site.name, account: mailOf(user) });
        return { id: added.factor, secret: encodeBase32(key), uri };
      });
    },

    async confirmTotp(by, id, code) {
      const user = await ownUser(store, by);
      return turns.run(async () => {
        const factors = await factorsOf(user);
        const factor = factors.find((each) => each.id === id && isBegun(each));
        if (factor === undefined) throw noFactor(id);
        const secret = secrets.openTotp(factor);
        const atMs = clock.nowMs();
        const counter = secret && verifyTotp({ secret, code, atMs, after: factor.counter });
        if (counter === null) throw new Failure('invalid', 'a wrong code', { detail: { reason: 'wrong-code' } });
        const entry = changes.added(by, user, factor);
        await applyOne(store, { kind: 'use-second-factor', factor: id, counter, atMs, ...entry });
        return { id, recoveryCodes: await changes.afterConfirming(by, user, factors) };
      });
    },

    async newRecoveryCodes(by) {
      const user = await ownUser(store, by);
      return turns.run(async () => {
        if (needsSecondFactor(await factorsOf(user))) return replaceRecoveryCodes(by, user);
        throw new Failure('invalid', 'there is no second factor', { detail: { reason: 'no-second-factor' } });
      });
    },

    async delete(by, id) {
      const user = await ownUser(store, by);
      await turns.run(async () => {
        const factors = await factorsOf(user);
        const factor = factors.find((each) => each.id === id && each.kind !== 'recovery');
        if (factor === undefined) throw noFactor(id);
        await changes.remove(by, user, factor);
        const left = factors.filter((each) => each !== factor);
        if (needsSecondFactor(left)) return;
        for (const spare of left.filter(({ kind }) => kind === 'recovery')) await changes.remove(by, user, spare);
      });
    },
  };
}

function isBegun({ kind, confirmedAtMs }: SecondFactor): boolean {
  return kind === 'totp' && confirmedAtMs === null;
}

function noFactor(id: SecondFactorId): Failure {
  return new Failure('not-found', 'no such second factor', { detail: { kind: 'factor', name: String(id) } });
}
