/** Passkeys through the browser: WebAuthn Level 3, sections 5.1.9 and 5.1.10. */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from './passkey-types.ts';

export function hasPasskeys(): boolean {
  return typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;
}

/** Null where the person changed his mind, or has no passkey here. */
export async function showPasskey(options: object, signal?: AbortSignal): Promise<AuthenticationResponseJSON | null> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON);
  const credential = await orNull(navigator.credentials.get({ publicKey, ...(signal && { signal }) }));
  return credential === null ? null : ((credential as PublicKeyCredential).toJSON() as AuthenticationResponseJSON);
}

/** Null where the person changed his mind, or the device has this account's passkey already. */
export async function makePasskey(options: object): Promise<RegistrationResponseJSON | null> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON);
  const credential = await orNull(navigator.credentials.create({ publicKey }));
  return credential === null ? null : ((credential as PublicKeyCredential).toJSON() as RegistrationResponseJSON);
}

async function orNull(asked: Promise<Credential | null>): Promise<Credential | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
