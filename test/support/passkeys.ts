/** A browser with an authenticator in software: what it makes of the options that it is given, as the API takes it. */

import { type Oddities, SoftAuthenticator } from '../../src/formats/webauthn/fixtures/soft-authenticator.ts';
import type { CreationOptionsView, RequestOptionsView } from '../../src/wire/admin/passkey-schemas.ts';
import { SITE } from './directory.ts';

/** A browser comes to the usual port, or was led from there. */
export const ORIGIN = `https://${SITE}`;

export class TestPasskey {
  readonly device = new SoftAuthenticator('ES256');
  #userHandle: Uint8Array | null = null;

  /** `navigator.credentials.create` */
  create(options: Pick<CreationOptionsView, 'challenge' | 'rp' | 'user'>, odd: Oddities = {}) {
    this.#userHandle = Buffer.from(options.user.id, 'base64url');
    const challenge = Buffer.from(options.challenge, 'base64url');
    const made = this.device.register({ challenge, origin: ORIGIN, site: options.rp.id }, odd);
    return {
      rawId: base64url(this.device.id),
      response: {
        clientDataJSON: base64url(made.clientDataJson),
        attestationObject: base64url(made.attestationObject),
      },
      type: 'public-key',
    };
  }

  /** `navigator.credentials.get` */
  get(options: Pick<RequestOptionsView, 'challenge' | 'rpId'>, odd: Oddities = {}) {
    const challenge = Buffer.from(options.challenge, 'base64url');
    const shown = this.device.assert({ challenge, origin: ORIGIN, site: options.rpId }, odd);
    return {
      rawId: base64url(shown.credentialId),
      response: {
        clientDataJSON: base64url(shown.clientDataJson),
        authenticatorData: base64url(shown.authenticatorData),
        signature: base64url(shown.signature),
        userHandle: this.#userHandle && base64url(this.#userHandle),
      },
      type: 'public-key',
    };
  }

  /** The same as octets, as the domain takes it. */
  assertion(options: Pick<RequestOptionsView, 'challenge' | 'rpId'>, odd: Oddities = {}) {
    const { response } = this.get(options, odd);
    return {
      credentialId: this.device.id,
      clientDataJson: octets(response.clientDataJSON),
      authenticatorData: octets(response.authenticatorData),
      signature: octets(response.signature),
      userHandle: this.#userHandle,
    };
  }

  registration(options: Pick<CreationOptionsView, 'challenge' | 'rp' | 'user'>, odd: Oddities = {}) {
    const { response } = this.create(options, odd);
    return {
      clientDataJson: octets(response.clientDataJSON),
      attestationObject: octets(response.attestationObject),
    };
  }
}

function base64url(value: Uint8Array): string {
  return Buffer.from(value).toString('base64url');
}

function octets(text: string): Uint8Array {
  return Buffer.from(text, 'base64url');
}
