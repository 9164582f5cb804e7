/** Which identity of a client's mail SPF looks at: RFC 7208 sections 2.3, 2.4 and 4.1. */

import { isFailure } from '../../../base/failure.ts';
import { normaliseAddress } from '../../../base/network.ts';
import type { SpfFinding, VerifyRequest } from '../../../domain/ports/mail-auth.ts';
import type { NameService } from '../../../domain/ports/name-service.ts';
import { normalizeDomain } from '../../../formats/address/domain-name.ts';
import { checkHost } from './check-host.ts';

/** MAIL FROM, or HELO where the reverse-path is null. Never rejects but with the reason of the signal. */
export async function checkSender(
  names: NameService,
  request: Pick<VerifyRequest, 'clientAddress' | 'heloName' | 'sender' | 'hostname'>,
  nowMs: number,
  signal: AbortSignal,
): Promise<SpfFinding> {
  const identity = request.sender === '' ? 'helo' : 'mailfrom';
  const at = request.sender.lastIndexOf('@');
  const domain = asDomain(identity === 'helo' ? request.heloName : request.sender.slice(at + 1));
  if (domain === null) return { result: 'none', domain: '', identity, comment: 'no domain to look at' };
  const localPart = at > 0 ? request.sender.slice(0, at) : 'postmaster';
  const outcome = await checkHost(
    names,
    {
      address: normaliseAddress(request.clientAddress),
      domain,
      sender: `${localPart}@${domain}`,
      heloName: asDomain(request.heloName) ?? request.heloName,
      receiver: request.hostname,
      nowMs,
    },
    signal,
  );
  return { ...outcome, domain, identity };
}

/** Lower-case A-labels; null for address literals and what is no domain. */
function asDomain(text: string): string | null {
  try {
    const domain = normalizeDomain(text.replace(/\.$/, ''));
    return domain.startsWith('[') ? null : domain;
  } catch (error) {
    if (isFailure(error, 'invalid')) return null;
    throw error;
  }
}
