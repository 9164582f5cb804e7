/** The change to new DKIM keys by hand, in two steps: make them, and have them sign once DNS has their records. MO4 */
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import type { Caller } from '../access/caller.ts';
import type { DkimKeys } from '../authentication/dkim-keys.ts';
import type { DomainDns } from '../authentication/domain-dns.ts';
import type { AuditFields } from '../ports/audit.ts';
import type { DkimKey, DkimKeyState } from '../ports/directory.ts';
import { audited } from './audit-entry.ts';

export interface ChangeDomainKeysDeps {
  readonly dkimKeys: Pick<DkimKeys, 'list' | 'prepare' | 'rotate'>;
  readonly domainDns: Pick<DomainDns, 'check'>;
  readonly clock: Clock;
}

/**
 * Makes next keys where none wait; else the waiting ones sign from now on. Signatures by a key that nobody finds are
 * worse than none, so they must be in DNS; where DNS does not answer, the administrator's word counts.
 *
 * @param domain by its name, and within the caller's reach.
 *
 * Throws Failure `not-found` (the domain), `conflict` (`detail.names`: records that DNS does not have, unless forced).
 */
export async function changeDomainKeys(
  { dkimKeys, domainDns, clock }: ChangeDomainKeysDeps,
  by: Caller,
  domain: string,
  options: { readonly force: boolean },
  signal: AbortSignal,
): Promise<void> {
  const keys = await dkimKeys.list(domain);
  const next = keys.filter(({ state }) => state === 'next');
  const note = (before: AuditFields, after: AuditFields) =>
    audited(by, clock.nowMs(), 'domain.rotate-keys', { kind: 'domain', name: domain }, before, after);
  if (next.length === 0) {
    await dkimKeys.prepare(domain, note({}, { step: 'new keys wait for DNS' }));
    return;
  }
  if (!options.force) {
    const expected = new Set(next.map(({ selector }) => `${selector}._domainkey.${domain}`));
    const wanting = (await domainDns.check(domain, signal)).filter(
      ({ name, state }) => expected.has(name) && (state === 'missing' || state === 'different'),
    );
    if (wanting.length > 0) throw notPublished(wanting.map(({ name }) => name));
  }
  await dkimKeys.rotate(
    domain,
    note({ selectors: selectorsOf(keys, 'active') }, { selectors: selectorsOf(keys, 'next') }),
  );
}

function selectorsOf(keys: readonly DkimKey[], state: DkimKeyState): readonly string[] {
  return keys.filter((key) => key.state === state).map(({ selector }) => selector);
}

function notPublished(names: readonly string[]): Failure {
  return new Failure('conflict', `not in DNS: ${names.join(', ')}`, {
    detail: { reason: 'keys-not-published', names },
  });
}
