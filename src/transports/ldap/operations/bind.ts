/** Bind: RFC 4511 section 4.2, RFC 4513 section 5. Runs in the reading loop, while no operation is under way. */
import { isFailure } from '../../../base/failure.ts';
import type { Principal } from '../../../domain/access/principal.ts';
import type { BindRequest } from '../../../wire/ldap/request.ts';
import type { Result } from '../../../wire/ldap/response.ts';
import { decodeUtf8 } from '../../../wire/line/decode-utf8.ts';
import { resultOfSignInFailure } from '../failures.ts';
import type { LdapSession } from '../ldap-session.ts';
import { signInNameOf } from '../login-name.ts';
import { type SaslBinding, saslBind } from './sasl-bind.ts';

const VERSION = 3;

/** What came of a bind; `failed` counts as a wrong password. */
export type BindOutcome = 'done' | 'refused' | 'failed';

export async function bind(session: LdapSession, messageId: number, request: BindRequest): Promise<BindOutcome> {
  // From here on the client is anonymous, until the bind has succeeded: RFC 4513 section 4.
  session.signOut();
  const binding: SaslBinding = { messageId, finalCredentials: null };
  const answer = (result: Result) => {
    if (binding.messageId === null) return;
    session.send(binding.messageId, { kind: 'bind', result, saslCredentials: binding.finalCredentials });
  };
  try {
    const principal = await authenticate(session, binding, request);
    if ('code' in principal) {
      answer(principal);
      return principal.code === 'success' ? 'done' : 'refused';
    }
    session.signIn(principal);
    answer({ code: 'success' });
    return 'done';
  } catch (error) {
    if (!isFailure(error)) throw error;
    if (error.code === 'unavailable') session.connection.log.warn({ failure: error }, 'LDAP bind failed');
    answer(resultOfSignInFailure(error));
    return error.code === 'authentication-failed' ? 'failed' : 'refused';
  }
}

/** Who signs in, or what to answer where nobody does. */
async function authenticate(
  session: LdapSession,
  binding: SaslBinding,
  { version, name, authentication }: BindRequest,
): Promise<Principal | Result> {
  if (version !== VERSION) return { code: 'protocolError', message: 'only version 3 is spoken here' };
  switch (authentication.kind) {
    case 'simple':
      return simpleBind(session, name, authentication.password);
    case 'sasl':
      return saslBind(session, binding, authentication);
    case 'other':
      return { code: 'authMethodNotSupported', message: 'simple and SASL binds are known here' };
  }
}

async function simpleBind(session: LdapSession, name: string, password: Uint8Array): Promise<Principal | Result> {
  if (password.length === 0) {
    if (name === '') return { code: 'success' };
    // A program that forgot to ask for the password must not believe that it was right: RFC 4513 section 5.1.2.
    return { code: 'unwillingToPerform', message: 'a name without a password proves nothing' };
  }
  const { sasl, store } = session.services;
  const login = await signInNameOf(store.reader().directory, name);
  return sasl.signIn(session.connection, 'ldap', login, decodeUtf8(password));
}
