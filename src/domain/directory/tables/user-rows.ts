import { foldPhone } from '../../../base/fold-phone.ts';
import { foldName } from '../../../base/name.ts';
import { sortKey } from '../../../base/sort-key.ts';
import type { User } from '../../ports/directory.ts';
import type { AccountId } from '../../ports/ids.ts';
import { mailOf } from '../mail-of.ts';
import { byNumber, byTexts, type Order, SortedRows } from './sorted-rows.ts';
import { searchText } from './words.ts';

export interface UserRow {
  readonly user: User;
  readonly mail: string;
  /** What words are looked for in. */
  readonly text: string;
  /** As they are sorted. */
  readonly idKey: string;
  readonly nameKey: string;
  readonly mailKey: string;
}

/** The orders that follow from the users alone. */
export type UserOrder = 'userId' | 'name' | 'mail' | 'domain' | 'createdAt';
export type UserRows = SortedRows<AccountId, UserRow, UserOrder>;

export function userRow(user: User): UserRow {
  const { userId, profile } = user;
  const { firstName, lastName, title, office, workPhone, mobilePhone, homePhone, pager } = profile;
  const phones = [workPhone, mobilePhone, homePhone, pager].map(foldPhone);
  const mail = mailOf(user);
  return {
    ...{ user, mail },
    text: searchText(`${firstName} ${lastName}`.trim(), userId, mail, title, office, ...phones),
    // Apart from their case User IDs are unique, so that every order is a total one.
    idKey: `${sortKey(userId)}\u0001${foldName(userId)}`,
    nameKey: `${sortKey(lastName)}\u0001${sortKey(firstName)}`,
    mailKey: sortKey(mail),
  };
}

export const byUserId: Order<UserRow> = byTexts(({ idKey }) => idKey);

export function createUserRows(): UserRows {
  return new SortedRows({
    userId: byUserId,
    name: byTexts(
      ({ nameKey }) => nameKey,
      ({ idKey }) => idKey,
    ),
    mail: byTexts(
      ({ mailKey }) => mailKey,
      ({ idKey }) => idKey,
    ),
    domain: byTexts(
      ({ user }) => user.domainName,
      ({ idKey }) => idKey,
    ),
    createdAt: byNumber(({ user }) => user.createdAtMs, byUserId),
  });
}
