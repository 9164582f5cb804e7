import type { LoginAttempt } from '../../domain/access/principal.ts';
import type { HttpPeer } from '../http/exchange.ts';

/** A try to sign in from there, by whoever it turns out to be. */
export function attemptFrom({ address, isTrusted }: HttpPeer): Omit<LoginAttempt, 'service'> {
  return { login: '', peerAddress: address, isTrustedPeer: isTrusted };
}
