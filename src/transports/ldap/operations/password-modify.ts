/** Password Modify: RFC 3062. */
import { isFailure } from '../../../base/failure.ts';
import { viewOfUser } from '../../../domain/access/directory-view.ts';
import { findUserByLogin } from '../../../domain/access/login.ts';
import type { User } from '../../../domain/ports/directory.ts';
import { formatGeneratedPassword, parsePasswordChange } from '../../../wire/ldap/extensions.ts';
import type { ExtendedRequest } from '../../../wire/ldap/request.ts';
import { decodeUtf8 } from '../../../wire/line/decode-utf8.ts';
import { NEEDS_ALL } from '../entries/entry-context.ts';
import { loginOf } from '../login-name.ts';
import type { Handler } from '../operation-context.ts';
import { onLatest } from '../write/change-loop.ts';
import { changePassword } from '../write/change-password.ts';
import { openScene } from '../write/open-scene.ts';
import { readNewPassword, readPassword } from '../write/password-value.ts';
import { Refusal } from '../write/refusal.ts';
import type { Scene } from '../write/subject.ts';

export const passwordModify: Handler<ExtendedRequest> = async (context, { value }) => {
  const { identity, oldPassword, newPassword } = parsePasswordChange(value);
  const edit = {
    old: oldPassword === null ? null : readPassword(oldPassword),
    next: newPassword === null ? null : readNewPassword(newPassword),
  };
  return onLatest(context.operation, async () => {
    const scene = await openScene(context, NEEDS_ALL);
    const user = await findSubject(scene, identity);
    const made = await changePassword(context.session, scene, user, edit);
    return {
      response: {
        kind: 'extended',
        result: { code: 'success' },
        value: made === null ? null : formatGeneratedPassword(made),
      },
    };
  });
};

/** @param identity a name of an entry, a User ID or an address, also as RFC 4513 section 5.2.1.8 writes them; null: oneself. */
async function findSubject({ author, sight, services }: Scene, identity: Uint8Array | null): Promise<User> {
  const reader = services.store.reader();
  if (identity === null) {
    const { account } = author.principal;
    const user = await reader.directory.user(account);
    if (user !== null) return user;
    throw new Refusal('noSuchObject', '');
  }
  const login = await loginOf(reader.directory, readIdentity(identity));
  const user = await findUserByLogin(reader, login);
  if (user !== null && viewOfUser(sight.viewer, user) !== 'nothing') return user;
  throw new Refusal('noSuchObject', '');
}

function readIdentity(identity: Uint8Array): string {
  try {
    return decodeUtf8(identity).replace(/^(?:u|dn):/i, '');
  } catch (error) {
    if (!isFailure(error, 'invalid')) throw error;
    throw new Refusal('noSuchObject', '');
  }
}
