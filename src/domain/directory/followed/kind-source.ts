/** How all users, aliases and groups are read, page by page, and one by one. */
import type { Alias, Group, User } from '../../ports/directory.ts';
import type { AccountId, AliasId, GroupId } from '../../ports/ids.ts';
import type { DirectoryReader } from '../../ports/reader.ts';
import { aliasMail } from '../alias-members.ts';

export interface KindSource<Id, T> {
  read(id: Id): Promise<T | null>;
  list(page: { readonly limit: number; readonly after?: string }): Promise<readonly T[]>;
  /** Behind which the next page begins. */
  keyOf(item: T): string;
  idOf(item: T): Id;
}

export type ReadDirectory = () => DirectoryReader;

export const userSource = (directory: ReadDirectory): KindSource<AccountId, User> => ({
  read: (id) => directory().user(id),
  list: (page) => directory().listUsers(null, page),
  keyOf: ({ userId }) => userId,
  idOf: ({ account }) => account,
});

export const aliasSource = (directory: ReadDirectory): KindSource<AliasId, Alias> => ({
  read: (id) => directory().alias(id),
  list: (page) => directory().listAliases(null, page),
  keyOf: aliasMail,
  idOf: ({ id }) => id,
});

export const groupSource = (directory: ReadDirectory): KindSource<GroupId, Group> => ({
  read: (id) => directory().group(id),
  list: (page) => directory().listGroups(null, page),
  keyOf: ({ name, domainName }) => `${name}@${domainName}`,
  idOf: ({ id }) => id,
});
