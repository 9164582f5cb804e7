/**
 * Signing in with a passkey and nothing else: it has verified its owner itself, by a finger or a PIN. WebAuthn Level 3,
 * section 7.2 where the user is not known before.
 *
 * Everybody may ask for a challenge, so nothing is kept of those that were given out: they carry the time until which they
 * are good, under a key that lives in this process. Kept is which of them have opened something.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '../../../base/clock.ts';
import { isEqualOctets } from '../../../base/equal-octets.ts';
import type { Logger } from '../../../base/log.ts';
import type { AssertionResponse } from '../../../formats/webauthn/verify-assertion.ts';
import type { User } from '../../ports/directory.ts';
import type { Store } from '../../ports/store.ts';
import { credentialsInUse } from '../credentials-in-use.ts';
import { isActive } from '../is-active.ts';
import type { LoginAttempt, Principal } from '../principal.ts';
import { type PasskeyRequestOptions, requestOptions } from '../second-factors/passkey-options.ts';
import type { PasskeySite } from '../second-factors/passkey-site.ts';
import type { FactorProver } from '../second-factors/prove-factor.ts';
import type { UserHandles } from '../second-factors/user-handles.ts';

const LIFETIME_MS = 5 * 60_000;
const NONCE_BYTES = 24;
const HEAD_BYTES = 8 + NONCE_BYTES;

export interface PasskeySignIn {
  begin(): PasskeyRequestOptions;
  /** Whose passkey it is; null for one that is not good. Each challenge opens one thing. */
  finish(
    challenge: string,
    response: AssertionResponse,
    peer: Pick<LoginAttempt, 'peerAddress'>,
  ): Promise<Principal | null>;
}

export interface PasskeySignInDeps {
  readonly store: Store;
  readonly prover: FactorProver;
  readonly handles: UserHandles;
  readonly site: PasskeySite;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createPasskeySignIn({ store, prover, handles, site, clock, log }: PasskeySignInDeps): PasskeySignIn {
  const key = randomBytes(32);
  /** Until when they would be good. */
  const used = new Map<string, number>();

  const macOf = (head: Uint8Array) => createHmac('sha256', key).update(head).digest();
  const directory = () => store.reader(store.feed.position).directory;
  /** Until when it is good, by the monotonic clock; null for none of ours, and for another way of writing one of ours. */
  const endOf = (challenge: string): number | null => {
    const octets = Buffer.from(challenge, 'base64url');
    const head = octets.subarray(0, HEAD_BYTES);
    const isOurs =
      isEqualOctets(octets.subarray(HEAD_BYTES), macOf(head)) && octets.toString('base64url') === challenge;
    return isOurs ? head.readDoubleBE(0) : null;
  };
  const forgetUsed = (now: number) => {
    for (const [challenge, untilMs] of used) {
      if (untilMs > now) return;
      used.delete(challenge);
    }
  };
  const refuse = (peerAddress: string, reason: string): null => {
    log.info({ peer: peerAddress, service: 'http', reason }, 'a passkey is not good');
    return null;
  };
  /** The account's password stands behind the session: where that is changed, all of them end. */
  const principalOf = async (user: User): Promise<Principal> => {
    const { account, userId, role, roleDomains, language } = user;
    const inUse = credentialsInUse(user, await directory().credentials(account));
    const password = inUse.find(({ kind }) => kind !== 'app-password');
    const credential = password?.id ?? null;
    return {
      account,
      userId,
      role,
      roleDomains,
      language,
      credential,
      mustChangePassword: password?.mustChange ?? false,
    };
  };

  return {
    begin() {
      const head = Buffer.alloc(8);
      head.writeDoubleBE(clock.monotonicMs() + LIFETIME_MS);
      const signed = Buffer.concat([head, randomBytes(NONCE_BYTES)]);
      const challenge = Buffer.concat([signed, macOf(signed)]).toString('base64url');
      return requestOptions(site, challenge, [], 'required');
    },

    async finish(challenge, response, { peerAddress }) {
      const now = clock.monotonicMs();
      forgetUsed(now);
      const untilMs = endOf(challenge);
      if (untilMs === null || untilMs <= now || used.has(challenge)) return refuse(peerAddress, 'challenge-over');
      const account = response.userHandle === null ? null : handles.accountOf(response.userHandle);
      const user = account === null ? null : await directory().user(account);
      if (user === null || !isActive(user)) return refuse(peerAddress, 'no-user');
      // Before anything is waited for: of two who show the same answer one is in.
      if (used.has(challenge)) return refuse(peerAddress, 'challenge-over');
      used.set(challenge, untilMs);
      const proof = { kind: 'passkey', response, challenge, isAlone: true } as const;
      const proved = await prover.prove(user.account, proof, peerAddress);
      if (proved === null) {
        used.delete(challenge);
        return refuse(peerAddress, 'not-proved');
      }
      return principalOf(user);
    },
  };
}
