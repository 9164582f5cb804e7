/** The address in the picture that an authenticator program reads: "Key Uri Format" of Google Authenticator. */
import { encodeBase32 } from './base32.ts';
import { COMMON_TOTP, type TotpParameters } from './totp.ts';

export interface OtpauthSubject {
  /** Who asks for the code: the organisation. */
  readonly issuer: string;
  /** For whom: the address or User ID. */
  readonly account: string;
}

/** RFC 4226 section 4: 160 bits are recommended. */
export const TOTP_SECRET_BYTES = 20;

/** A colon divides issuer and account, so neither has one. */
export function otpauthUri(
  secret: Uint8Array,
  { issuer, account }: OtpauthSubject,
  parameters: TotpParameters = COMMON_TOTP,
): string {
  const [organisation, name] = [issuer, account].map((text) =>
    encodeURIComponent(text.toWellFormed().replaceAll(':', ' ')),
  );
  const values = [
    `secret=${encodeBase32(secret)}`,
    `issuer=${organisation}`,
    `algorithm=${parameters.algorithm.toUpperCase()}`,
    `digits=${parameters.digits}`,
    `period=${parameters.periodSeconds}`,
  ];
  return `otpauth://totp/${organisation}:${name}?${values.join('&')}`;
}
