/** What `toJSON` of a credential gives: base64url without padding. */
export interface AuthenticationResponseJSON {
  readonly rawId: string;
  readonly response: {
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    readonly signature: string;
    readonly userHandle?: string;
  };
}

export interface RegistrationResponseJSON {
  readonly rawId: string;
  readonly response: { readonly clientDataJSON: string; readonly attestationObject: string };
}
