import { describe, expect, test } from 'vitest';
import { PRIVILEGES, type Privilege } from '../../ports/account-policy.ts';
import type { Alias, AliasMember, Membership } from '../../ports/directory.ts';
import type { AccountId, AliasId, DomainId } from '../../ports/ids.ts';
import { judgeAliasChange, judgeAliasDeletion, judgeNewAlias } from './alias-rules.ts';

const OWNER = 1 as AccountId;
const MEMBER = 2 as AccountId;
const STRANGER = 3 as AccountId;
const user = (account: AccountId): AliasMember => ({ kind: 'user', account });
const ALIAS_MEMBER: AliasMember = { kind: 'alias', alias: 9 as AliasId };
const REMOTE: AliasMember = { kind: 'remote', address: 'eve@example.com' };
const PROGRAM: AliasMember = { kind: 'program', name: 'fax' };

function alias(membership: Membership, more: Partial<Alias> = {}): Alias {
  return {
    ...{ id: 5 as AliasId, domain: 1 as DomainId, domainName: 'example.test', localPart: 'team', description: '' },
    ...{ membership, owners: [OWNER], members: [user(MEMBER)], isPostmaster: false },
    ...{ createdAtMs: 0, changedAtMs: 0, version: 1 },
    ...more,
  };
}

/** Everybody may do everything but what is withheld. */
function actor(account: AccountId, ...withheld: readonly Privilege[]) {
  return { account, has: (privilege: Privilege) => !withheld.includes(privilege) };
}

const adds =
  (...members: readonly AliasMember[]) =>
  (old: Alias) => ({ ...old, members: [...old.members, ...members] });
const empties = (old: Alias) => ({ ...old, members: [] });

describe('members of others’ aliases', () => {
  test.each<
    [string, AccountId, (old: Alias) => Alias, open: string | null, self: string | null, closed: string | null]
  >([
    ['himself in', STRANGER, adds(user(STRANGER)), null, null, 'owners-only'],
    ['himself out', MEMBER, empties, null, null, 'owners-only'],
    ['somebody else in', STRANGER, adds(user(OWNER)), null, 'only-yourself', 'owners-only'],
    ['somebody else out', STRANGER, empties, null, 'only-yourself', 'owners-only'],
    ['himself and another in', STRANGER, adds(user(STRANGER), user(OWNER)), null, 'only-yourself', 'owners-only'],
    ['an alias in', STRANGER, adds(ALIAS_MEMBER), null, 'only-yourself', 'owners-only'],
    ['an address elsewhere in', STRANGER, adds(REMOTE), null, 'only-yourself', 'owners-only'],
    ['a program in', STRANGER, adds(PROGRAM), 'administrators-only', 'only-yourself', 'owners-only'],
    ['nothing', STRANGER, (old) => old, null, null, null],
  ])('%s', (_, account, change, ...expected) => {
    const judged = (['open', 'self-service', 'closed'] as const).map((membership) => {
      const old = alias(membership);
      return judgeAliasChange(actor(account), old, change(old))?.reason ?? null;
    });
    expect(judged).toEqual(expected);
    const postmaster = alias('open', { isPostmaster: true });
    const changesMembers = change(postmaster) !== postmaster;
    expect(judgeAliasChange(actor(account), postmaster, change(postmaster))?.reason).toBe(
      changesMembers ? 'owners-only' : undefined,
    );
  });
});

describe('everything else is the owners’', () => {
  test.each<[string, Partial<Alias>]>([
    ['the name', { localPart: 'crew' }],
    ['the description', { description: 'new' }],
    ['who may join', { membership: 'self-service' }],
    ['another owner', { owners: [OWNER, STRANGER] }],
    ['one owner less', { owners: [] }],
    ['one owner for another', { owners: [STRANGER] }],
  ])('%s', (_, change) => {
    const old = alias('open');
    expect(judgeAliasChange(actor(OWNER), old, { ...old, ...change })).toBeNull();
    for (const account of [MEMBER, STRANGER]) {
      expect(judgeAliasChange(actor(account), old, { ...old, ...change })).toEqual({ reason: 'owners-only' });
    }
  });

  test('and deleting it; but not what administrators have put into it', () => {
    expect(judgeAliasDeletion(actor(OWNER), alias('closed'))).toBeNull();
    expect(judgeAliasDeletion(actor(MEMBER), alias('open'))).toEqual({ reason: 'owners-only' });
    const withProgram = alias('open', { members: [PROGRAM] });
    expect(judgeAliasDeletion(actor(OWNER), withProgram)).toEqual({ reason: 'administrators-only' });
    expect(judgeAliasChange(actor(OWNER), withProgram, { ...withProgram, members: [user(OWNER)] })).toEqual({
      reason: 'administrators-only',
    });
    expect(judgeAliasChange(actor(OWNER), withProgram, { ...withProgram, description: 'new' })).toBeNull();
  });
});

describe('a privilege that is withheld', () => {
  test.each<[string, Privilege, (old: Alias) => Alias]>([
    ['another name', 'create-aliases', (old) => ({ ...old, localPart: 'crew' })],
    ['an alias as a member', 'add-alias-members', adds(ALIAS_MEMBER)],
    ['an address elsewhere', 'add-remote-members', adds(REMOTE)],
  ])('%s needs %s, also of an owner', (_, privilege, change) => {
    const old = alias('open');
    const refusal = { reason: 'privilege-withheld', privilege };
    expect(judgeAliasChange(actor(OWNER, privilege), old, change(old))).toEqual(refusal);
    const others = PRIVILEGES.filter((each) => each !== privilege);
    expect(judgeAliasChange(actor(OWNER, ...others), old, change(old))).toBeNull();
    // What is there already may stay, and go.
    const grown = change(old);
    expect(judgeAliasChange(actor(OWNER, privilege), grown, { ...grown, description: 'new' })).toBeNull();
    expect(judgeAliasChange(actor(OWNER, privilege), grown, { ...grown, members: old.members })).toBeNull();
  });

  test('of a new alias', () => {
    const members = [user(OWNER), ALIAS_MEMBER, REMOTE];
    expect(judgeNewAlias(actor(OWNER), { members })).toBeNull();
    for (const privilege of ['create-aliases', 'add-alias-members', 'add-remote-members'] as const) {
      const refusal = { reason: 'privilege-withheld', privilege };
      expect(judgeNewAlias(actor(OWNER, privilege), { members })).toEqual(refusal);
    }
    expect(judgeNewAlias(actor(OWNER), { members: [PROGRAM] })).toEqual({ reason: 'administrators-only' });
  });
});
