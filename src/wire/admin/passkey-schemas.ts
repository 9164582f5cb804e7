/**
 * Passkeys as browsers speak of them in JSON: WebAuthn Level 3, sections 5.1.6 to 5.1.9. What browsers add and we do not
 * need is passed over.
 */
import { z } from 'zod';

const MAX_OCTETS = 16 * 1024;
/** Of the longest: section 5.8.3. */
const MAX_ID_LENGTH = 1364;

const octets = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .regex(/^[A-Za-z0-9_-]*$/)
    .transform((text): Uint8Array => Buffer.from(text, 'base64url'))
    .describe('Octets in base64url, without padding.');
const largeOctets = octets(MAX_OCTETS);
const credentialId = octets(MAX_ID_LENGTH);

/** What `navigator.credentials.create` gave, by its `toJSON`. */
export const registrationSchema = z.object({
  rawId: credentialId,
  response: z.object({ clientDataJSON: largeOctets, attestationObject: largeOctets }),
});

/** What `navigator.credentials.get` gave, by its `toJSON`. */
export const assertionSchema = z.object({
  rawId: credentialId,
  response: z.object({
    clientDataJSON: largeOctets,
    authenticatorData: largeOctets,
    signature: largeOctets,
    userHandle: octets(128).nullable().optional(),
  }),
});

const descriptorSchema = z.strictObject({ type: z.literal('public-key'), id: z.string() });

/** For `PublicKeyCredential.parseCreationOptionsFromJSON`. */
export const creationOptionsSchema = z.strictObject({
  rp: z.strictObject({ id: z.string(), name: z.string() }),
  user: z.strictObject({ id: z.string(), name: z.string(), displayName: z.string() }),
  challenge: z.string(),
  pubKeyCredParams: z.array(z.strictObject({ type: z.literal('public-key'), alg: z.int() })),
  timeout: z.int(),
  excludeCredentials: z.array(descriptorSchema),
  authenticatorSelection: z.strictObject({
    residentKey: z.string(),
    requireResidentKey: z.boolean(),
    userVerification: z.string(),
  }),
  attestation: z.string(),
});

/** For `PublicKeyCredential.parseRequestOptionsFromJSON`. */
export const requestOptionsSchema = z.strictObject({
  challenge: z.string(),
  timeout: z.int(),
  rpId: z.string(),
  allowCredentials: z.array(descriptorSchema),
  userVerification: z.string(),
});

export type CreationOptionsView = z.output<typeof creationOptionsSchema>;
export type RequestOptionsView = z.output<typeof requestOptionsSchema>;
export type RegistrationView = z.output<typeof registrationSchema>;
export type AssertionView = z.output<typeof assertionSchema>;
