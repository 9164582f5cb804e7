/** Signing in and out. REQUIREMENTS DI9 */
import { Failure } from '../../../base/failure.ts';
import type { Caller } from '../../../domain/access/caller.ts';
import type { SecondStepProof, SignedIn, SignInPeer } from '../../../domain/access/sign-in/sign-in.ts';
import type { AssertionResponse } from '../../../formats/webauthn/verify-assertion.ts';
import type { SIGN_IN_ENDPOINTS, SignedInView } from '../../../wire/admin/endpoints/sign-in.ts';
import type { AssertionView } from '../../../wire/admin/passkey-schemas.ts';
import type { HandlersOf } from '../handler.ts';
import { viewRequestOptions } from './factor.ts';

export const signInHandlers: HandlersOf<typeof SIGN_IN_ENDPOINTS> = {
  async 'sign-in'({ body }, { signIn }, by) {
    const answer = await signIn.begin(body.login, body.password, peerOf(by, body.client));
    if ('secret' in answer) return { session: viewSignedIn(answer), secondFactor: null };
    const { challenge, kinds, passkeyOptions } = answer;
    const options = passkeyOptions && viewRequestOptions(passkeyOptions);
    return { session: null, secondFactor: { challenge, kinds: [...kinds], passkeyOptions: options } };
  },
  async 'sign-in.second-factor'({ body }, { signIn }) {
    return viewSignedIn(await signIn.continue(body.challenge, proofOf(body)));
  },
  async 'sign-in.begin-passkey'(_request, { signIn }) {
    return viewRequestOptions(signIn.beginPasskey());
  },
  async 'sign-in.passkey'({ body }, { signIn }, by) {
    const { challenge, assertion, client } = body;
    return viewSignedIn(await signIn.withPasskey(challenge, assertionOf(assertion), peerOf(by, client)));
  },
  async 'sign-out'(_request, { signIn }, { reach, session = null }) {
    if (reach.account !== null) await signIn.end({ account: reach.account, session });
    return {};
  },
};

interface SecondStepBody {
  readonly code?: string | undefined;
  readonly recoveryCode?: string | undefined;
  readonly assertion?: AssertionView | undefined;
}

function proofOf({ code, recoveryCode, assertion }: SecondStepBody): SecondStepProof {
  if (code !== undefined) return { kind: 'totp', code };
  if (recoveryCode !== undefined) return { kind: 'recovery', code: recoveryCode };
  if (assertion !== undefined) return { kind: 'passkey', response: assertionOf(assertion) };
  throw new Failure('invalid', 'nothing is shown', { detail: { field: 'code' } });
}

function assertionOf({ rawId, response }: AssertionView): AssertionResponse {
  const { clientDataJSON, authenticatorData, signature, userHandle = null } = response;
  return { credentialId: rawId, clientDataJson: clientDataJSON, authenticatorData, signature, userHandle };
}

function peerOf(by: Caller, client: string): SignInPeer {
  return { peerAddress: by.actor.address, isTrustedPeer: by.isFromTrusted ?? false, client };
}

export function viewSignedIn({ expiresAtMs, ...rest }: SignedIn): SignedInView {
  return { ...rest, expiresAt: new Date(expiresAtMs).toISOString() };
}
