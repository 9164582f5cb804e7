/** What requests about second factors, app passwords and signing in are about: there, and fresh each time. */
import { decodeBase32 } from '../../../src/formats/otp/base32.ts';
import { totp } from '../../../src/formats/otp/totp.ts';
import type { TestDirectory } from '../../support/directory.ts';
import { TestPasskey } from '../../support/passkeys.ts';

const STEP_MS = 30_000;

export const SIGN_IN_TARGETS = [
  'own-totp',
  'own-passkey',
  'own-factor',
  'own-app-password',
  'sign-in-step',
  'passkey-answer',
] as const;
export type SignInTarget = (typeof SIGN_IN_TARGETS)[number];

/**
 * @param unique User ID of somebody who has nothing else to do; he has this password.
 * @returns for a code `number or challenge/code`, for a passkey the body of the request as JSON.
 */
export async function makeSignInTarget(
  about: SignInTarget,
  { signInServices, caller }: TestDirectory,
  { userId, unique, password }: { readonly userId: string; readonly unique: string; readonly password: string },
): Promise<string> {
  const { ownFactors, ownPasskeys, ownAppPasswords, signIn } = signInServices;
  const begin = async (who: string) => {
    const { id, secret } = await ownFactors.beginTotp(await caller(who), unique);
    return { id, codeAt: (atMs: number) => totp(decodeBase32(secret), atMs) };
  };
  const addPasskey = async (who: string) => {
    const passkey = new TestPasskey();
    const by = await caller(who);
    const options = await ownPasskeys.begin(by);
    const { id } = await ownPasskeys.finish(by, unique, options.challenge, passkey.registration(options));
    return { id, passkey };
  };
  switch (about) {
    case 'own-totp': {
      const { id, codeAt } = await begin(userId);
      return `${id}/${codeAt(Date.now())}`;
    }
    case 'own-factor':
      return String((await addPasskey(userId)).id);
    case 'own-passkey': {
      const options = await ownPasskeys.begin(await caller(userId));
      const registration = new TestPasskey().create(options);
      return JSON.stringify({ label: unique, challenge: options.challenge, registration });
    }
    case 'own-app-password':
      return String((await ownAppPasswords.make(await caller(userId), { label: unique })).id);
    case 'sign-in-step': {
      const { id, codeAt } = await begin(unique);
      const now = Date.now();
      await ownFactors.confirmTotp(await caller(unique), id, codeAt(now));
      const step = await signIn.begin(unique, password, { peerAddress: '', isTrustedPeer: false, client: '' });
      if (!('challenge' in step)) throw new Error('there is a second factor');
      return `${step.challenge}/${codeAt(now + STEP_MS)}`;
    }
    case 'passkey-answer': {
      const { passkey } = await addPasskey(unique);
      const options = signIn.beginPasskey();
      return JSON.stringify({ challenge: options.challenge, assertion: passkey.get(options) });
    }
  }
}
