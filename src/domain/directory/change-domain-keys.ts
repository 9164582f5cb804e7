/** The change to new DKIM keys by hand, in two steps: make them, and have them sign once DNS has their records. MO4 */
import { Failure } from '../../base/failure.ts';
import type { DkimKeys } from '../authentication/dkim-keys.ts';
import type { DomainDns } from '../authentication/domain-dns.ts';

export interface ChangeDomainKeysDeps {
  readonly dkimKeys: Pick<DkimKeys, 'list' | 'prepare' | 'rotate'>;
  readonly domainDns: Pick<DomainDns, 'check'>;
}

/**
 * Makes next keys where none wait; else the waiting ones sign from now on. Signatures by a key that nobody finds are
 * worse than none, so they must be in DNS; where DNS does not answer, the administrator's word counts.
 *
 * Throws Failure `not-found` (the domain), `conflict` (`detail.names`: records that DNS does not have, unless forced).
 */
export async function changeDomainKeys(
  { dkimKeys, domainDns }: ChangeDomainKeysDeps,
  domain: string,
  options: { readonly force: boolean },
  signal: AbortSignal,
): Promise<void> {
  const next = (await dkimKeys.list(domain)).filter(({ state }) => state === 'next');
  if (next.length === 0) {
    await dkimKeys.prepare(domain);
    return;
  }
  if (!options.force) {
    const expected = new Set(next.map(({ selector }) => `${selector}._domainkey.${domain}`));
    const wanting = (await domainDns.check(domain, signal)).filter(
      ({ name, state }) => expected.has(name) && (state === 'missing' || state === 'different'),
    );
    if (wanting.length > 0) throw notPublished(wanting.map(({ name }) => name));
  }
  await dkimKeys.rotate(domain);
}

function notPublished(names: readonly string[]): Failure {
  return new Failure('conflict', `not in DNS: ${names.join(', ')}`, {
    detail: { reason: 'keys-not-published', names },
  });
}
