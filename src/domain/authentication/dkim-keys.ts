/**
 * The keys that domains sign with: two for each, one of RSA, which everybody verifies, and one of Ed25519.
 *
 * A key is `next` while its record is awaited in DNS, `active` while it signs, `retired` while what it has signed is
 * still on its way. Keys made with a domain are active at once: until their records are published, their signatures
 * are worth as much as none.
 */
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import type { SecretBox } from '../../base/secret-box.ts';
import type { DkimKey, DkimKeyState, Domain, NewDkimKey } from '../ports/directory.ts';
import type { Audited } from '../ports/directory-operations.ts';
import type { SigningKey } from '../ports/mail-auth.ts';
import { applyOne, type Store } from '../ports/store.ts';
import { freeSelector } from './free-selector.ts';
import { type DkimAlgorithm, makeDkimKey } from './make-dkim-key.ts';
import { utcDay } from './reports/utc-day.ts';

export interface DkimKeys {
  /** Active keys for a domain that is about to be made; nothing is stored. */
  newDomainKeys(): Promise<readonly NewDkimKey[]>;
  /** The keys that sign for a domain of ours, opened; none for other domains. */
  signingKeys(domain: string): Promise<readonly SigningKey[]>;
  /** All keys of a domain, in the order in which they were made. Throws Failure `not-found`. */
  list(domain: string): Promise<readonly DkimKey[]>;
  /**
   * Makes keys that wait as `next` where none do. Throws Failure `not-found`.
   *
   * @param audited where somebody asks for it; without it, it is upkeep.
   */
  prepare(domain: string, audited?: Audited): Promise<readonly DkimKey[]>;
  /** The next keys sign from now on, the active ones retire. Throws Failure `not-found` (the domain, or next keys). */
  rotate(domain: string, audited?: Audited): Promise<void>;
  /** Removes retired keys. Throws Failure `not-found`. */
  removeRetired(domain: string, retiredBeforeMs: number): Promise<void>;
}

export interface DkimKeysDeps {
  readonly store: Store;
  readonly box: SecretBox;
  readonly clock: Clock;
}

const ALGORITHMS: readonly DkimAlgorithm[] = ['rsa-sha256', 'ed25519-sha256'];
const PREFIXES: Readonly<Record<DkimAlgorithm, string>> = { 'rsa-sha256': 'r', 'ed25519-sha256': 'e' };

export function createDkimKeys({ store, box, clock }: DkimKeysDeps): DkimKeys {
  const find = async (name: string): Promise<Domain> => {
    const domain = await store.reader().directory.findDomain(name);
    if (domain === null)
      throw new Failure('not-found', `no such domain: ${name}`, { detail: { kind: 'domain', name } });
    return domain;
  };
  const keysOf = (domain: Domain) => store.reader().directory.dkimKeys(domain.id);

  const make = async (
    algorithm: DkimAlgorithm,
    state: DkimKeyState,
    taken: ReadonlySet<string>,
  ): Promise<NewDkimKey> => {
    const selector = freeSelector(`${PREFIXES[algorithm]}${utcDay(clock.nowMs()).replaceAll('-', '')}`, taken);
    const { privateKey, publicKey } = await makeDkimKey(algorithm);
    const sealedPrivateKey = box.seal(purposeOf(selector), Buffer.from(privateKey));
    return { selector, algorithm, sealedPrivateKey, publicKey, state };
  };

  return {
    newDomainKeys: () => Promise.all(ALGORITHMS.map((algorithm) => make(algorithm, 'active', new Set()))),

    async signingKeys(name) {
      const domain = await store.reader().directory.findDomain(name);
      if (domain === null) return [];
      const active = (await keysOf(domain)).filter(({ state }) => state === 'active');
      return active.map(({ selector, algorithm, sealedPrivateKey }) => ({
        // A domain that was renamed still has the records under its old name, and mail under that is signed for it.
        domain: name,
        selector,
        algorithm,
        privateKey: Buffer.from(box.open(purposeOf(selector), sealedPrivateKey)).toString(),
      }));
    },

    list: async (name) => keysOf(await find(name)),

    async prepare(name, audited = {}) {
      const domain = await find(name);
      const keys = await keysOf(domain);
      const taken = new Set(keys.map(({ selector }) => selector));
      let note = audited;
      for (const algorithm of ALGORITHMS) {
        if (keys.some((key) => key.algorithm === algorithm && key.state === 'next')) continue;
        const key = await make(algorithm, 'next', taken);
        await applyOne(store, { kind: 'add-dkim-key', domain: domain.id, key, ...note });
        // One entry for all of them.
        note = {};
      }
      return (await keysOf(domain)).filter(({ state }) => state === 'next');
    },

    async rotate(name, audited = {}) {
      const keys = await keysOf(await find(name));
      const next = keys.filter(({ state }) => state === 'next');
      if (next.length === 0)
        throw new Failure('not-found', `${name} has no next DKIM keys`, { detail: { kind: 'dkim-key', name } });
      // Only what is replaced retires: a domain keeps the algorithms that it has.
      const replaced = keys.filter(
        ({ state, algorithm }) => state === 'active' && next.some((key) => key.algorithm === algorithm),
      );
      await applyOne(store, {
        kind: 'set-dkim-key-states',
        keys: [
          ...next.map(({ id }) => ({ key: id, state: 'active' as const })),
          ...replaced.map(({ id }) => ({ key: id, state: 'retired' as const })),
        ],
        ...audited,
      });
    },

    async removeRetired(name, retiredBeforeMs) {
      const keys = await keysOf(await find(name));
      const old = keys.filter(({ state, stateSinceMs }) => state === 'retired' && stateSinceMs < retiredBeforeMs);
      if (old.length === 0) return;
      await applyOne(store, {
        kind: 'set-dkim-key-states',
        keys: old.map(({ id }) => ({ key: id, state: 'removed' as const })),
      });
    },
  };
}

/** The domain may be renamed; the selector stays. */
function purposeOf(selector: string): string {
  return `dkim ${selector}`;
}
