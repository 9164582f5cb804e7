/** As whom this server asks for passkeys: the relying party of WebAuthn Level 3. */
export interface PasskeySite {
  /** Its identifier, a domain: passkeys are bound to it for good. */
  readonly id: string;
  /** What people see. */
  readonly name: string;
  /** Where our own pages may come from, such as `https://mail.example.org:2443`. */
  readonly origins: readonly string[];
}
