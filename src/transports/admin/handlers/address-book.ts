/** Colleagues and aliases, as everybody may look for them. REQUIREMENTS PM3 */
import { aliasMail } from '../../../domain/directory/alias-members.ts';
import { mailOf } from '../../../domain/directory/mail-of.ts';
import type { ADDRESS_BOOK_ENDPOINTS } from '../../../wire/admin/endpoints/address-book.ts';
import type { HandlersOf } from '../handler.ts';
import { withoutUndefined } from '../request.ts';
import { viewAliasRow } from './alias.ts';

export const addressBookHandlers: HandlersOf<typeof ADDRESS_BOOK_ENDPOINTS> = {
  async 'me.find-users'({ query }, { ownAddressBook }, by) {
    const { rows, ...table } = await ownAddressBook.findUsers(by, withoutUndefined(query));
    const users = rows.map(({ user, aliases }) => {
      const { alternateMail: _administrators, ...profile } = user.profile;
      return { userId: user.userId, mail: mailOf(user), profile, aliases: aliases.map(aliasMail) };
    });
    return { users, ...table };
  },
  async 'me.find-aliases'({ query }, { ownAddressBook, aliases: names }, by) {
    const { rows, ...table } = await ownAddressBook.findAliases(by, withoutUndefined(query));
    const aliases = await Promise.all(
      rows.map(async ({ alias, ...what }) => ({ ...(await viewAliasRow(alias, names)), ...what })),
    );
    return { aliases, ...table };
  },
};
