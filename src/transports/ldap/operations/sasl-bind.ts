/** Bind with SASL, over several messages where the mechanism needs them: RFC 4513 section 5.2. */
import { Failure } from '../../../base/failure.ts';
import type { Principal } from '../../../domain/access/principal.ts';
import type { BindRequest } from '../../../wire/ldap/request.ts';
import type { Result } from '../../../wire/ldap/response.ts';
import { decodeBase64, encodeBase64 } from '../../../wire/sasl/base64.ts';
import type { LdapSession } from '../ldap-session.ts';
import { EXTERNAL, hasCertificate, mustBeOffered } from '../mechanisms.ts';

type SaslAuthentication = Extract<BindRequest['authentication'], { kind: 'sasl' }>;

/** Where an exchange stands. */
export interface SaslBinding {
  /** The message that waits for an answer; null while the client has the word. */
  messageId: number | null;
  /** What the server says along with its success. */
  finalCredentials: Uint8Array | null;
}

const NOTHING = new Uint8Array(0);

/** Throws Failure like SaslService.authenticate, and ConnectionClosed. */
export async function saslBind(
  session: LdapSession,
  binding: SaslBinding,
  { mechanism, credentials }: SaslAuthentication,
): Promise<Principal | Result> {
  mustBeOffered(mechanism);
  const isExternal = mechanism.toUpperCase() === EXTERNAL;
  if (isExternal && !hasCertificate(session)) {
    return { code: 'inappropriateAuthentication', message: 'no certificate that could vouch for you' };
  }
  const { principal, finalData } = await session.services.sasl.authenticate({
    connection: session.connection,
    service: 'ldap',
    mechanism,
    // Without credentials the identity is that of the certificate: RFC 4513 section 5.2.3.1.
    initialResponse: credentials === null && !isExternal ? null : encodeBase64(credentials ?? NOTHING) || '=',
    dialogue: { ask: (challenge) => ask(session, binding, mechanism, challenge) },
    hasFinalData: true,
  });
  binding.finalCredentials = finalData === null ? null : decodeBase64(finalData);
  return principal;
}

async function ask(session: LdapSession, binding: SaslBinding, mechanism: string, challenge: string): Promise<string> {
  const waiting = binding.messageId;
  if (waiting === null) throw new TypeError('two challenges without an answer in between');
  binding.messageId = null;
  session.send(waiting, {
    kind: 'bind',
    result: { code: 'saslBindInProgress' },
    saslCredentials: decodeBase64(challenge),
  });
  const next = await session.nextMessage();
  if (next.kind === 'bind') {
    binding.messageId = next.messageId;
    const { authentication } = next.read().request as BindRequest;
    if (authentication.kind === 'sasl' && authentication.mechanism === mechanism) {
      return encodeBase64(authentication.credentials ?? Buffer.alloc(0));
    }
    binding.messageId = null;
  }
  // Whatever else the client asks for gives the exchange up: RFC 4511 section 4.2.1.
  session.putBack(next);
  throw new Failure('invalid', 'given up by the client', { detail: { isCancelled: true } });
}
