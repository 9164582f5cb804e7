/** Passwords: one's own, and those of people whom one helps. REQUIREMENTS DI8, DI9, SECURITY.md section 2 */

import { isFailure } from '../../../base/failure.ts';
import { managesUser } from '../../../domain/access/caller.ts';
import { oneTimePassword } from '../../../domain/access/credentials.ts';
import type { User } from '../../../domain/ports/directory.ts';
import type { CredentialId } from '../../../domain/ports/ids.ts';
import type { LdapSession } from '../ldap-session.ts';
import { noAccess } from './author.ts';
import { Refusal } from './refusal.ts';
import type { Scene } from './subject.ts';

export interface PasswordEdit {
  /** Null: not given. */
  readonly old: string | null;
  /** Null: one is to be made. */
  readonly next: string | null;
  /** It is wanted only if there is none yet. */
  readonly isFirst?: boolean;
  /** Only if the user is still the one who was looked at. */
  readonly isConditional?: boolean;
}

/**
 * Returns the password that was made, null where it was given. Throws Refusal, and Failure `invalid` (the rules),
 * `no-permission` (the privilege), `conflict`.
 */
export async function changePassword(
  session: LdapSession,
  scene: Scene,
  user: User,
  edit: PasswordEdit,
): Promise<string | null> {
  mustBeConfidential(session);
  const password = edit.next ?? oneTimePassword();
  const isOwn = scene.author.caller.reach.account === user.account;
  await (isOwn ? changeOwn : changeOther)(session, scene, user, edit, password);
  return edit.next === null ? password : null;
}

/** Throws Refusal: whoever listens would know it. RFC 3062 section 4 */
export function mustBeConfidential({ connection }: LdapSession): void {
  if (!connection.mayAuthenticate) throw new Refusal('confidentialityRequired', 'begin TLS first');
}

type Change = (session: LdapSession, scene: Scene, user: User, edit: PasswordEdit, password: string) => Promise<void>;

/**
 * The old one has to be given, unless it is that by which the session was signed in: a password that was made for a
 * program does not make its holder the owner of the account.
 */
const changeOwn: Change = async (session, scene, user, edit, password) => {
  const { author, services } = scene;
  if ((author.principal.session ?? null) !== null) {
    // A token ends with the password that it was made by, and with it the connection.
    throw new Refusal('unwillingToPerform', 'sign in with the password to change it');
  }
  const present = await passwordsOf(scene, user);
  mustBeWanted(edit, present);
  const isSignedInByPassword = present.some((id) => id === author.principal.credential);
  if (edit.old !== null) await mustBePassword(session, user, edit.old, present);
  else if (!isSignedInByPassword) throw new Refusal('unwillingToPerform', 'the old password is needed');
  const change = () => services.changes.ownAccount.changePassword(author.caller, password, versionFor(edit, user));
  await (isSignedInByPassword ? session.renewPassword(change) : change());
};

/** One that the server makes is good for choosing another. */
const changeOther: Change = async (session, scene, user, edit, password) => {
  const { author, services } = scene;
  const mayHelp = !author.mustChangePassword && author.may('user.password') && managesUser(author.caller, user);
  if (!mayHelp) throw noAccess();
  const present = await passwordsOf(scene, user);
  mustBeWanted(edit, present);
  if (edit.old !== null) await mustBePassword(session, user, edit.old, present);
  const expectVersion = versionFor(edit, user);
  await services.changes.users.setPassword(author.caller, user.userId, password, {
    mustChange: edit.next === null,
    ...(expectVersion === undefined ? {} : { expectVersion }),
  });
};

/** None, or one: not those that were made for programs. */
async function passwordsOf({ services }: Scene, { account }: User): Promise<readonly CredentialId[]> {
  const credentials = await services.store.reader().directory.credentials(account);
  return credentials.filter(({ kind }) => kind === 'password').map(({ id }) => id);
}

function mustBeWanted({ isFirst = false }: PasswordEdit, present: readonly CredentialId[]): void {
  if (!isFirst || present.length === 0) return;
  throw new Refusal('constraintViolation', 'userPassword: multiple values provided');
}

function versionFor({ isConditional = false }: PasswordEdit, { version }: User): number | undefined {
  return isConditional ? version : undefined;
}

/** A wrong one counts like a failed sign-in. */
async function mustBePassword(
  { services, connection }: LdapSession,
  user: User,
  old: string,
  present: readonly CredentialId[],
): Promise<void> {
  try {
    const proved = await services.sasl.signIn(connection, 'ldap', user.userId, old);
    if (present.some((id) => id === proved.credential)) return;
  } catch (error) {
    if (isFailure(error, 'too-many')) {
      throw new Refusal('unwillingToPerform', 'too many failed attempts, try again later');
    }
    if (!isFailure(error, 'authentication-failed')) throw error;
  }
  throw new Refusal('invalidCredentials', 'not the old password');
}
