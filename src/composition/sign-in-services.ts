/** Second factors, app passwords, and the sign-in that asks for them: made together, since they share their secrets. */
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { SecretBox } from '../base/secret-box.ts';
import { type AppPasswords, createAppPasswords } from '../domain/access/app-passwords/app-passwords.ts';
import type { PasswordHasher } from '../domain/access/password-hash.ts';
import type { Authenticator } from '../domain/access/principal.ts';
import { createFactorSecrets } from '../domain/access/second-factors/factor-secrets.ts';
import type { PasskeySite } from '../domain/access/second-factors/passkey-site.ts';
import { createFactorProver } from '../domain/access/second-factors/prove-factor.ts';
import { createUserHandles } from '../domain/access/second-factors/user-handles.ts';
import type { Sessions } from '../domain/access/sessions/sessions.ts';
import { createPasskeySignIn } from '../domain/access/sign-in/passkey-sign-in.ts';
import { createSignIn } from '../domain/access/sign-in/sign-in.ts';
import { createFactorChanges } from '../domain/directory/own/factor-changes.ts';
import { createOwnAppPasswords } from '../domain/directory/own/own-app-passwords.ts';
import { createOwnFactors } from '../domain/directory/own/own-factors.ts';
import { createOwnPasskeys } from '../domain/directory/own/own-passkeys.ts';
import { createUserAppPasswords } from '../domain/directory/user-app-passwords.ts';
import { createUserFactors } from '../domain/directory/user-factors.ts';
import type { Store } from '../domain/ports/store.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { AdminDependencies } from '../transports/admin/handler.ts';

export type SignInServices = Pick<
  AdminDependencies,
  'signIn' | 'ownFactors' | 'ownPasskeys' | 'ownAppPasswords' | 'userFactors' | 'userAppPasswords'
> & { readonly appPasswords: AppPasswords };

export interface SignInServicesDeps {
  readonly store: Store;
  readonly settings: Settings;
  readonly hasher: PasswordHasher;
  readonly box: SecretBox;
  readonly authenticator: Authenticator;
  readonly sessions: Sessions;
  readonly site: PasskeySite;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createSignInServices(base: SignInServicesDeps): SignInServices {
  const secrets = createFactorSecrets(base.box);
  const handles = createUserHandles(base.box);
  const parts = { ...base, secrets, handles };
  const prover = createFactorProver(parts);
  const passkeys = createPasskeySignIn({ ...parts, prover });
  const changes = createFactorChanges(parts);
  const appPasswords = createAppPasswords(base);
  return {
    appPasswords,
    signIn: createSignIn({ ...parts, prover, passkeys }),
    ownFactors: createOwnFactors({ ...parts, changes }),
    ownPasskeys: createOwnPasskeys({ ...parts, changes }),
    ownAppPasswords: createOwnAppPasswords({ ...base, appPasswords }),
    userFactors: createUserFactors(parts),
    userAppPasswords: createUserAppPasswords({ ...base, appPasswords }),
  };
}

const HTTPS_PORT = 443;

/**
 * Passkeys belong to the name of this server. Browsers come to its port, or to the usual one where something in between
 * leads there; they leave the usual one out of the origin.
 *
 * @param httpsPort where this server listens; null: nowhere.
 */
export function passkeySite(hostname: string, httpsPort: number | null): PasskeySite {
  const origin = `https://${hostname}`;
  const origins = httpsPort === null || httpsPort === HTTPS_PORT ? [origin] : [origin, `${origin}:${httpsPort}`];
  return { id: hostname, name: hostname, origins };
}
