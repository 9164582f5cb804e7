/**
 * The policies of accounts: computed when they are asked for, and kept until anything changes that they depend on. So a
 * change of any level holds for everybody at once, also for who is signed in. K10, K11
 */
import type { Change } from '../../ports/changes.ts';
import type { Domain, Group, User } from '../../ports/directory.ts';
import type { AccountId } from '../../ports/ids.ts';
import type { DirectoryReader } from '../../ports/reader.ts';
import type { Store } from '../../ports/store.ts';
import type { SettingName } from '../../settings/catalogue.ts';
import type { Settings } from '../../settings/settings.ts';
import { decidePolicy, type EffectivePolicy, type PolicyLevel, type ServerPolicy } from './decide-policy.ts';

export interface AccountPolicies extends Disposable {
  /** Without a promise where it is known: it is asked for at every recipient. */
  of(user: User): EffectivePolicy | Promise<EffectivePolicy>;
}

export interface AccountPoliciesDeps {
  readonly store: Pick<Store, 'reader' | 'feed'>;
  readonly settings: Pick<Settings, 'get' | 'onChange'>;
}

/** A few hundred bytes each. */
const MAX_KEPT = 20_000;
const POLICY_SETTINGS: ReadonlySet<SettingName> = new Set([
  'defaultStorageQuota',
  'defaultMessageQuota',
  'withheldPrivileges',
]);

export function createAccountPolicies({ store, settings }: AccountPoliciesDeps): AccountPolicies {
  const kept = new Map<AccountId, { readonly version: number; readonly policy: EffectivePolicy }>();
  /** Rises with every change that matters: what was read meanwhile is not kept. */
  let state = 0;
  const forget = (whose: AccountId | 'all') => {
    state += 1;
    if (whose === 'all') kept.clear();
    else kept.delete(whose);
  };
  const subscriptions = [
    store.feed.subscribe(({ changes }) => {
      for (const change of changes) {
        const lost = whoseIsLost(change);
        if (lost !== null) forget(lost);
      }
    }),
    // Not by the feed: that tells of a setting before its new value can be read.
    settings.onChange((name) => {
      if (POLICY_SETTINGS.has(name)) forget('all');
    }),
  ];
  const compute = async (user: User): Promise<EffectivePolicy> => {
    const before = state;
    const policy = decidePolicy(
      levelsOf(await readPolicyParts(store.reader().directory, user)),
      serverPolicy(settings),
    );
    if (before !== state) return policy;
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(user.account, { version: user.version, policy });
    return policy;
  };

  return {
    of(user) {
      const known = kept.get(user.account);
      return known !== undefined && known.version === user.version ? known.policy : compute(user);
    },
    [Symbol.dispose]() {
      for (const end of subscriptions) end();
    },
  };
}

/** Those that say something of an account, beside the server. */
export interface PolicyParts {
  readonly user: User;
  /** In the order in which they decide. */
  readonly groups: readonly Group[];
  readonly domain: Domain | null;
}

export async function readPolicyParts(directory: DirectoryReader, user: User): Promise<PolicyParts> {
  const [groups, domain] = await Promise.all([directory.groupsOf(user.account), directory.domain(user.domain)]);
  return { user, groups, domain };
}

/** From the narrowest to the widest. */
export function levelsOf({ user, groups, domain }: PolicyParts): PolicyLevel[] {
  const { storageQuota, messageQuota, privileges } = user;
  const levels: PolicyLevel[] = [{ storageQuota, messageQuota, privileges, source: { level: 'user' } }];
  for (const { name, domainName, accountPolicy } of groups) {
    levels.push({ ...accountPolicy, source: { level: 'group', name: `${name}@${domainName}` } });
  }
  if (domain !== null) levels.push({ ...domain.accountPolicy, source: { level: 'domain', name: domain.name } });
  return levels;
}

export function serverPolicy(settings: Pick<Settings, 'get'>): ServerPolicy {
  return {
    storageBytes: settings.get('defaultStorageQuota'),
    messageCount: settings.get('defaultMessageQuota'),
    withheld: new Set(settings.get('withheldPrivileges')),
  };
}

function whoseIsLost(change: Change): AccountId | 'all' | null {
  switch (change.kind) {
    case 'user-changed':
    case 'user-deleted':
      return change.account;
    case 'domain-changed':
    case 'group-changed':
      return 'all';
    default:
      return null;
  }
}
