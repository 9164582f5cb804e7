/** What people may do with aliases without being administrators: the one table. DI3, DI8 */
import type { Privilege } from '../../ports/account-policy.ts';
import type { Alias, AliasMember } from '../../ports/directory.ts';
import type { AccountId } from '../../ports/ids.ts';
import type { AliasContent } from '../alias-changes.ts';
import { memberKey } from '../alias-members.ts';

/** Null where nothing speaks against it. */
export type AliasRefusal =
  | { readonly reason: 'owners-only' | 'only-yourself' | 'administrators-only' }
  | { readonly reason: 'privilege-withheld'; readonly privilege: Privilege }
  | null;

export interface AliasActor {
  readonly account: AccountId;
  has(privilege: Privilege): boolean;
}

export function judgeNewAlias(actor: AliasActor, { members }: Pick<AliasContent, 'members'>): AliasRefusal {
  return needs(actor, 'create-aliases') ?? judgeMembers(actor, members, []);
}

/**
 * Owners change everything of an alias. Of others' aliases the members can be changed: of an open one by everybody, of
 * a self-service one each for himself, of a closed one by nobody else.
 */
export function judgeAliasChange(actor: AliasActor, alias: Alias, next: AliasContent): AliasRefusal {
  const isOwner = alias.owners.includes(actor.account);
  if (!isOwner && changesMore(alias, next)) return { reason: 'owners-only' };
  // A new address is as good as a new alias.
  const renaming = alias.localPart === next.localPart ? null : needs(actor, 'create-aliases');
  const [added, removed] = [missing(alias.members, next.members), missing(next.members, alias.members)];
  return renaming ?? judgeReach(actor, alias, isOwner, [...added, ...removed]) ?? judgeMembers(actor, added, removed);
}

export function judgeAliasDeletion(actor: AliasActor, alias: Alias): AliasRefusal {
  if (!alias.owners.includes(actor.account)) return { reason: 'owners-only' };
  return judgeMembers(actor, [], alias.members);
}

function judgeReach(
  { account }: AliasActor,
  { membership, isPostmaster }: Alias,
  isOwner: boolean,
  changed: readonly AliasMember[],
): AliasRefusal {
  if (isOwner || changed.length === 0) return null;
  if (isPostmaster || membership === 'closed') return { reason: 'owners-only' };
  const isOnlyHimself = changed.every((member) => member.kind === 'user' && member.account === account);
  return membership === 'open' || isOnlyHimself ? null : { reason: 'only-yourself' };
}

function judgeMembers(actor: AliasActor, added: readonly AliasMember[], removed: readonly AliasMember[]): AliasRefusal {
  if ([...added, ...removed].some(({ kind }) => kind === 'file' || kind === 'program')) {
    return { reason: 'administrators-only' };
  }
  const has = (kind: AliasMember['kind']) => added.some((member) => member.kind === kind);
  return (
    (has('alias') ? needs(actor, 'add-alias-members') : null) ??
    (has('remote') ? needs(actor, 'add-remote-members') : null)
  );
}

function needs(actor: AliasActor, privilege: Privilege): AliasRefusal {
  return actor.has(privilege) ? null : { reason: 'privilege-withheld', privilege };
}

function changesMore(alias: AliasContent, next: AliasContent): boolean {
  return (
    alias.localPart !== next.localPart ||
    alias.description !== next.description ||
    alias.membership !== next.membership ||
    alias.owners.length !== next.owners.length ||
    next.owners.some((owner) => !alias.owners.includes(owner))
  );
}

/** Those of `after` that are not in `before`. */
function missing(before: readonly AliasMember[], after: readonly AliasMember[]): AliasMember[] {
  const known = new Set(before.map(memberKey));
  return after.filter((member) => !known.has(memberKey(member)));
}
