/**
 * Turns at trying passwords at the remote directory. Waiting for one says nothing of that server: whoever sends many wrong
 * passwords at once must not make it look as if it were away.
 */
import type { Clock } from '../../../base/clock.ts';
import { isFailure } from '../../../base/failure.ts';
import { createGate } from '../../../base/gate.ts';
import type { GuessingPeer } from '../../access/guess-limits.ts';
import { networkOf } from '../../access/network-of.ts';
import { isRemoteProblem } from './availability.ts';

export const TURN_LIMITS = {
  atOnce: 8,
  waiting: 200,
  /** Of all these, from one address that is not trusted. */
  ofAddress: 25,
  /** Whoever has waited so long goes without. */
  waitMs: 5000,
  /** So long it counts as crowded after somebody went without: longer than a failed sign-in waits for its answer. */
  crowdedMs: 20_000,
} as const;

export type TurnLimits = { readonly [N in keyof typeof TURN_LIMITS]: number };

export interface PasswordTurns {
  /** Somebody went without lately. */
  readonly isCrowded: boolean;
  /** Works when the turn comes. Null where it does not. */
  run<T>(peer: GuessingPeer, work: () => Promise<T>): Promise<T | null>;
}

export function createPasswordTurns(clock: Clock, limits: TurnLimits = TURN_LIMITS): PasswordTurns {
  const gate = createGate(limits.atOnce, limits.waiting);
  const byAddress = new Map<string, number>();
  let crowdedUntilMs = Number.NEGATIVE_INFINITY;

  const goWithout = () => {
    crowdedUntilMs = clock.monotonicMs() + limits.crowdedMs;
    return null;
  };
  const count = (address: string, more: 1 | -1) => {
    const next = (byAddress.get(address) ?? 0) + more;
    if (next === 0) byAddress.delete(address);
    else byAddress.set(address, next);
    return next;
  };

  return {
    get isCrowded() {
      return clock.monotonicMs() < crowdedUntilMs;
    },

    async run({ peerAddress, isTrustedPeer }, work) {
      const isBounded = !isTrustedPeer && peerAddress !== '';
      const address = isBounded ? networkOf(peerAddress) : '';
      let isBegun = false;
      try {
        if (count(address, 1) > limits.ofAddress && isBounded) return goWithout();
        return await gate.run(() => {
          isBegun = true;
          return work();
        }, AbortSignal.timeout(limits.waitMs));
      } catch (error) {
        // Also at the connections others may have been before it.
        if (!isBegun || (isFailure(error, 'unavailable') && !isRemoteProblem(error))) return goWithout();
        throw error;
      } finally {
        count(address, -1);
      }
    },
  };
}
