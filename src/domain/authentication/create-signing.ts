/** Signs with the keys of our domains. */
import type { MailAuth, SigningKey } from '../ports/mail-auth.ts';
import type { Store } from '../ports/store.ts';
import type { DkimKeys } from './dkim-keys.ts';
import type { Signing } from './signing.ts';

export interface SigningDeps {
  readonly mailAuth: MailAuth;
  readonly keys: DkimKeys;
  readonly store: Pick<Store, 'feed'>;
}

/** Domains whose opened keys are kept in memory. */
const MAX_KEPT_DOMAINS = 1000;

export function createSigning({ mailAuth, keys, store }: SigningDeps): Signing & Disposable {
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

  return {
    async sign(fromDomain, message, signal) {
      return await mailAuth.sign(message, await keysOf(fromDomain), signal);
    },

    async seal(domain, message, { findings, header }, signal) {
      const active = await keysOf(domain);
      // Everybody who knows ARC verifies RSA.
      const key = active.find(({ algorithm }) => algorithm === 'rsa-sha256') ?? active[0];
      if (key === undefined) return '';
      // What readers were told is what is sealed. RFC 8617 section 4.1.1
      const authenticationResults = header.slice(header.indexOf(':') + 1).trim();
      return await mailAuth.seal(message, { key, authenticationResults, chain: findings.arc }, signal);
    },

    [Symbol.dispose]: unsubscribe,
  };
}
