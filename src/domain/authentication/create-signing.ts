/** Signs with the keys of our domains. */
import type { MailAuth, SealRequest, SigningKey } from '../ports/mail-auth.ts';
import type { Store } from '../ports/store.ts';
import type { DkimKeys } from './dkim-keys.ts';
import { readHeadSignatures } from './head-signatures.ts';
import type { HeadRenewal, Signing } from './signing.ts';

export interface SigningDeps {
  readonly mailAuth: MailAuth;
  readonly keys: DkimKeys;
  readonly store: { readonly feed: Pick<Store['feed'], 'subscribe'> };
}

/** Domains whose opened keys are kept in memory. */
const MAX_KEPT_DOMAINS = 1000;

export function createSigning({ mailAuth, keys, store }: SigningDeps): Signing & HeadRenewal & Disposable {
  const kept = new Map<string, Promise<readonly SigningKey[]>>();
  const unsubscribe = store.feed.subscribe(({ changes }) => {
    if (changes.some(({ kind }) => kind === 'dkim-keys-changed' || kind === 'domain-changed')) kept.clear();
  });

  const keysOf = (domain: string): Promise<readonly SigningKey[]> => {
    const known = kept.get(domain);
    if (known !== undefined) return known;
    const opening = keys.signingKeys(domain);
    if (kept.size >= MAX_KEPT_DOMAINS) kept.clear();
    kept.set(domain, opening);
    // What failed is tried again by the next message.
    opening.catch(() => kept.delete(domain));
    return opening;
  };

  const sign: Signing['sign'] = async (fromDomain, message, signal) =>
    await mailAuth.sign(message, await keysOf(fromDomain), signal);

  const seal = async (
    domain: string,
    message: () => AsyncIterable<Uint8Array>,
    request: Omit<SealRequest, 'key'>,
    signal: AbortSignal,
  ): Promise<string> => {
    const active = await keysOf(domain);
    // Everybody who knows ARC verifies RSA.
    const key = active.find(({ algorithm }) => algorithm === 'rsa-sha256') ?? active[0];
    return key === undefined ? '' : await mailAuth.seal(message, { ...request, key }, signal);
  };

  return {
    sign,

    async seal(domain, message, { findings, header }, signal) {
      // What readers were told is what is sealed. RFC 8617 section 4.1.1
      const authenticationResults = header.slice(header.indexOf(':') + 1).trim();
      return await seal(domain, message, { authenticationResults, chain: findings.arc }, signal);
    },

    async renew(head, message, signal) {
      const old = readHeadSignatures(head);
      let renewed = old.rest;
      if (old.seal !== null) renewed += await seal(old.seal.domain, message, old.seal, signal);
      for (const domain of old.signers) renewed += await sign(domain, message, signal);
      return renewed;
    },

    [Symbol.dispose]: unsubscribe,
  };
}
