/** What holds for an account, from what all levels say. DI8, ST6, K11 */
import { type AccountPolicy, PRIVILEGES, type Privilege } from '../../ports/account-policy.ts';
import type { QuotaChoice } from '../../ports/directory.ts';

/** Where a value comes from; groups by `name@domain`. */
export type PolicySource =
  | { readonly level: 'user' | 'server' }
  | { readonly level: 'group' | 'domain'; readonly name: string };

export interface PolicyLevel extends AccountPolicy {
  readonly source: PolicySource;
}

export interface Decided<T> {
  readonly value: T;
  readonly source: PolicySource;
}

/** Quotas in octets and messages; null is without limit. */
export interface EffectivePolicy {
  readonly storageBytes: Decided<number | null>;
  readonly messageCount: Decided<number | null>;
  readonly privileges: Readonly<Record<Privilege, Decided<boolean>>>;
}

/** What the server says: of every quota and every privilege. */
export interface ServerPolicy {
  readonly storageBytes: number | null;
  readonly messageCount: number | null;
  readonly withheld: ReadonlySet<Privilege>;
}

/** @param levels from the narrowest to the widest: the first that says something decides. */
export function decidePolicy(levels: readonly PolicyLevel[], server: ServerPolicy): EffectivePolicy {
  const privileges = PRIVILEGES.map((privilege) => [privilege, decidePrivilege(levels, server, privilege)] as const);
  return {
    storageBytes: decideQuota(levels, ({ storageQuota }) => storageQuota, server.storageBytes),
    messageCount: decideQuota(levels, ({ messageQuota }) => messageQuota, server.messageCount),
    privileges: Object.fromEntries(privileges) as EffectivePolicy['privileges'],
  };
}

const SERVER: PolicySource = { level: 'server' };

function decideQuota(
  levels: readonly PolicyLevel[],
  choiceOf: (level: PolicyLevel) => QuotaChoice,
  server: number | null,
): Decided<number | null> {
  for (const level of levels) {
    const choice = choiceOf(level);
    if (choice !== 'inherit') return { value: choice === 'none' ? null : choice, source: level.source };
  }
  return { value: server, source: SERVER };
}

function decidePrivilege(
  levels: readonly PolicyLevel[],
  { withheld }: ServerPolicy,
  privilege: Privilege,
): Decided<boolean> {
  for (const { privileges, source } of levels) {
    const choice = privileges[privilege];
    if (choice !== undefined) return { value: choice, source };
  }
  return { value: !withheld.has(privilege), source: SERVER };
}
