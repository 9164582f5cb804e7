/** What is kept of accounts beside the directory, of many at once. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../../base/clock.ts';
import type { AccountFacts } from '../../ports/directory.ts';
import type { AccountId } from '../../ports/ids.ts';
import type { Store } from '../../ports/store.ts';

/** Read between two breaks that let others have their turn: two milliseconds. */
const SLICE = 500;
/** As long the pages of one table agree with each other, whoever scrolls through it. */
const KEPT_MS = 2000;

export type FactsOf = ReadonlyMap<AccountId, AccountFacts>;

export interface AccountFactsReader {
  /** As they are now. */
  of(accounts: readonly AccountId[]): Promise<FactsOf>;
  /** The same for very many, and up to KEPT_MS old. */
  ofAll(accounts: () => readonly AccountId[]): Promise<FactsOf>;
}

export function createAccountFacts(store: Pick<Store, 'reader'>, clock: Clock): AccountFactsReader {
  let kept: { readonly facts: Promise<FactsOf>; readonly untilMs: number } | null = null;

  const read = async (accounts: readonly AccountId[]): Promise<FactsOf> => {
    const found = new Map<AccountId, AccountFacts>();
    for (let start = 0; start < accounts.length; start += SLICE) {
      if (start > 0) await nextTurn();
      const slice = await store.reader().directory.accountFacts(accounts.slice(start, start + SLICE));
      for (const facts of slice) found.set(facts.account, facts);
    }
    return found;
  };

  return {
    of: read,
    async ofAll(accounts) {
      const now = clock.nowMs();
      if (kept === null || now >= kept.untilMs || kept.untilMs - now > KEPT_MS) {
        const facts = read(accounts());
        kept = { facts, untilMs: now + KEPT_MS };
        facts.catch(() => (kept = null));
      }
      return kept.facts;
    },
  };
}

/** Of an account that is gone again. */
export function noFacts(account: AccountId): AccountFacts {
  return { account, storageBytes: 0, messageCount: 0, hasSecondFactor: false, lastSignInAtMs: null };
}
