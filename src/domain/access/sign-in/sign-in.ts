/**
 * Signing in where more than a password can be asked for: browsers, and programs of ours. In one step, or in two; or with
 * a passkey alone. REQUIREMENTS DI9
 *
 * Nobody learns here who exists, or who has a second factor, without the password.
 */
import type { Clock } from '../../../base/clock.ts';
import { Failure, isFailure } from '../../../base/failure.ts';
import type { Logger } from '../../../base/log.ts';
import type { AssertionResponse } from '../../../formats/webauthn/verify-assertion.ts';
import type { AccountId, CredentialId, SessionId } from '../../ports/ids.ts';
import type { SecondFactor } from '../../ports/second-factors.ts';
import type { Session } from '../../ports/sessions.ts';
import { applyOne, type Store } from '../../ports/store.ts';
import type { Authenticator, LoginAttempt, PasswordProof, Principal } from '../principal.ts';
import type { FactorSecrets } from '../second-factors/factor-secrets.ts';
import type { FactorProof } from '../second-factors/factor-uses.ts';
import { needsSecondFactor } from '../second-factors/needs-second-factor.ts';
import { type PasskeyRequestOptions, requestOptions } from '../second-factors/passkey-options.ts';
import type { PasskeySite } from '../second-factors/passkey-site.ts';
import type { FactorProver } from '../second-factors/prove-factor.ts';
import { ShortLived, type Waiting } from '../second-factors/short-lived.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { PasskeySignIn } from './passkey-sign-in.ts';

/** Wrong codes after one right password; then it has to be given again. */
const MAX_CODES = 5;

/** What a client says of itself, and where it is. */
export type SignInPeer = Pick<LoginAttempt, 'peerAddress' | 'isTrustedPeer'> & {
  /** A name of the program or browser that people recognise. */
  readonly client: string;
};

export interface SignedIn {
  /** To be shown from now on; it cannot be told again. */
  readonly secret: string;
  readonly session: SessionId;
  readonly expiresAtMs: number;
  readonly userId: string;
  /** A one-time password was given: the session is good for choosing another one. */
  readonly mustChangePassword: boolean;
}

/** The password was right, and is not enough. */
export interface SecondStep {
  /** To be sent back within five minutes. */
  readonly challenge: string;
  readonly kinds: readonly SecondFactor['kind'][];
  /** Where a passkey may be shown. */
  readonly passkeyOptions: PasskeyRequestOptions | null;
}

export type SecondStepProof =
  | { readonly kind: 'totp' | 'recovery'; readonly code: string }
  | { readonly kind: 'passkey'; readonly response: AssertionResponse };

export interface SignIn {
  /** Throws Failure `authentication-failed`, `too-many`, `unavailable`, as for every service. */
  begin(login: string, password: string, peer: SignInPeer): Promise<SignedIn | SecondStep>;
  /**
   * After a wrong code the challenge is good for another one, some times; after a wrong passkey it is over.
   * Throws Failure `authentication-failed` (`detail.reason`: `challenge-over`, or none), `too-many`.
   */
  continue(challenge: string, proof: SecondStepProof): Promise<SignedIn>;
  /** For a passkey that is all that is asked for. Tells nothing of any account. */
  beginPasskey(): PasskeyRequestOptions;
  /** Throws Failure `authentication-failed`, `too-many`. */
  withPasskey(challenge: string, response: AssertionResponse, peer: SignInPeer): Promise<SignedIn>;
  /**
   * Opens a session in place of one that ended when its owner, who had proved the password, chose another one.
   * Throws Failure `authentication-failed`: the new one is gone again.
   */
  goOn(ended: Pick<Session, 'account' | 'client'>, credential: CredentialId, address: string): Promise<SignedIn>;
  /** Ends the session that was shown. */
  end(principal: Pick<Principal, 'account' | 'session'>): Promise<void>;
}

export interface SignInDeps {
  readonly store: Store;
  readonly authenticator: Pick<Authenticator, 'provePassword' | 'verifyPasskey'>;
  readonly sessions: Pick<Sessions, 'open'>;
  readonly prover: FactorProver;
  readonly secrets: Pick<FactorSecrets, 'openPasskey'>;
  readonly passkeys: PasskeySignIn;
  readonly site: PasskeySite;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Pending {
  readonly password: PasswordProof;
  readonly peer: SignInPeer;
  readonly wrongCodes: number;
}

type Opener = Pick<Principal, 'account' | 'userId' | 'credential' | 'mustChangePassword'>;

export function createSignIn(deps: SignInDeps): SignIn {
  const { store, authenticator, sessions, prover, secrets, passkeys, site, clock, log } = deps;
  const pending = new ShortLived<Pending>(clock);

  const factorsOf = (account: AccountId) => store.reader(store.feed.position).directory.secondFactors(account);
  const end: SignIn['end'] = async ({ account, session = null }) => {
    if (session !== null) await applyOne(store, { kind: 'end-sessions', account, sessions: [session] });
  };
  const open = async (principal: Opener, { client, peerAddress: address }: Omit<SignInPeer, 'isTrustedPeer'>) => {
    const { account, userId, credential, mustChangePassword } = principal;
    const request = { account, kind: 'web', credential, client, address, services: ['http', 'admin'] } as const;
    const { secret, session } = await sessions.open(request).catch((error: unknown) => {
      // The password was changed at this very moment.
      throw isFailure(error, 'not-found') ? overFailure() : error;
    });
    return { secret, session: session.id, expiresAtMs: session.expiresAtMs, userId, mustChangePassword };
  };
  const openProved = async (password: PasswordProof, peer: SignInPeer): Promise<SignedIn> => {
    const principal = await password.succeed().catch((error: unknown) => {
      // The password was changed meanwhile, or its owner switched off.
      throw isFailure(error, 'authentication-failed') ? overFailure() : error;
    });
    return open(principal, peer);
  };
  const askForMore = (password: PasswordProof, peer: SignInPeer, factors: readonly SecondFactor[]): SecondStep => {
    const confirmed = factors.filter(({ confirmedAtMs }) => confirmedAtMs !== null);
    const known = confirmed.flatMap((factor) =>
      factor.kind === 'passkey' ? (secrets.openPasskey(factor)?.id ?? []) : [],
    );
    const challenge = pending.add(password.account, { password, peer, wrongCodes: 0 });
    // Where nothing follows it may be somebody who has nothing but the password.
    log.info({ account: password.account, peer: peer.peerAddress }, 'password right, a second factor is asked for');
    return {
      challenge,
      kinds: [...new Set(confirmed.map(({ kind }) => kind))],
      passkeyOptions: known.length === 0 ? null : requestOptions(site, challenge, known, 'preferred'),
    };
  };
  const refuse = ({ value, ...rest }: Waiting<Pending>, challenge: string, proof: SecondStepProof) => {
    const wrongCodes = value.wrongCodes + 1;
    if (proof.kind !== 'passkey' && wrongCodes < MAX_CODES) {
      pending.putBack(challenge, { ...rest, value: { ...value, wrongCodes } });
    }
    return value.password.fail();
  };

  return {
    async begin(login, password, peer) {
      const { peerAddress, isTrustedPeer } = peer;
      const proof = await authenticator.provePassword({ login, peerAddress, isTrustedPeer, service: 'http' }, password);
      const factors = await factorsOf(proof.account);
      if (needsSecondFactor(factors)) return askForMore(proof, peer, factors);
      const signedIn = await openProved(proof, peer);
      // The first one may have come meanwhile: what it ended was without this session.
      if (!needsSecondFactor(await factorsOf(proof.account))) return signedIn;
      await end({ account: proof.account, session: signedIn.session });
      throw overFailure();
    },

    async continue(challenge, proof) {
      const waiting = pending.take(challenge);
      if (waiting === null) throw overFailure();
      const { account, value } = waiting;
      const shown: FactorProof = proof.kind === 'passkey' ? { ...proof, challenge, isAlone: false } : proof;
      const proved = await prover.prove(account, shown, value.peer.peerAddress).catch((error: unknown) => {
        // Of codes too many were wrong: a passkey may still be shown.
        if (isFailure(error, 'too-many')) pending.putBack(challenge, waiting);
        throw error;
      });
      if (proved === null) return refuse(waiting, challenge, proof);
      return openProved(value.password, value.peer);
    },

    beginPasskey: () => passkeys.begin(),

    async goOn({ account, client }, credential, address) {
      const user = await store.reader(store.feed.position).directory.user(account);
      if (user === null) throw overFailure();
      const { userId } = user;
      return open({ account, userId, credential, mustChangePassword: false }, { client, peerAddress: address });
    },

    async withPasskey(challenge, response, peer) {
      const { peerAddress, isTrustedPeer } = peer;
      const attempt = { login: '', peerAddress, isTrustedPeer, service: 'http' } as const;
      const finish = () => passkeys.finish(challenge, response, peer);
      return open(await authenticator.verifyPasskey(attempt, finish), peer);
    },

    end,
  };
}

function overFailure(): Failure {
  return new Failure('authentication-failed', 'no sign-in waits for this', { detail: { reason: 'challenge-over' } });
}
