/** A person who is changed: by who manages users, or by himself. REQUIREMENTS DI2, DI5, DI8 */
import { managesUser, reachesDomain } from '../../../domain/access/caller.ts';
import type { OwnPatch } from '../../../domain/directory/own/own-account.ts';
import type { UserPatch } from '../../../domain/directory/user-requests.ts';
import type { Domain, User } from '../../../domain/ports/directory.ts';
import { formatMailAddress } from '../../../formats/address/mail-address.ts';
import type { Entry } from '../entries/entry.ts';
import { PERSON } from '../entries/person-attributes.ts';
import { personFacts, visiblePerson } from '../entries/visible-person.ts';
import { mustHaveChosenPassword, noAccess } from './author.ts';
import { draftPerson, patchOfPerson } from './person-patch.ts';
import { isCount, mustReadBack, planChange } from './plan-change.ts';
import type { Scene, Subject } from './subject.ts';

/** What people change of themselves; their privileges decide. */
const OWN_FIELDS: ReadonlySet<string> = new Set(['profile', 'language', 'forwarding'] satisfies (keyof OwnPatch)[]);

export function personSubject(scene: Scene, user: User, before: Entry): Subject {
  const { author, services } = scene;
  const { caller } = author;
  const { users, ownAccount } = services.changes;
  const isManaged = author.may('user.update') && managesUser(caller, user);

  const update = async (patch: UserPatch): Promise<void> => {
    if (Object.keys(patch).length === 0) return;
    if (isManaged) return users.update(caller, user.userId, patch, user.version);
    if (!Object.keys(patch).every((field) => OWN_FIELDS.has(field))) throw noAccess();
    return ownAccount.change(caller, patch, user.version);
  };
  const move = async (value: string | null, domain: Domain | null): Promise<User> => {
    if (domain !== null && !reachesDomain(caller, domain.id)) throw noAccess();
    const { localPart } = user;
    await update({
      ...(value === null ? {} : { userId: value }),
      ...(domain === null ? {} : { mail: formatMailAddress({ localPart, domain: domain.name }) }),
    });
    return {
      ...user,
      ...(value === null ? {} : { userId: value }),
      ...(domain === null ? {} : { domain: domain.id, domainName: domain.name }),
    };
  };

  return {
    before,
    isCount: (type) => isCount(PERSON, type),

    mustBeChangeable() {
      mustHaveChosenPassword(author);
      if (!isManaged && caller.reach.account !== user.account) throw noAccess();
    },

    async change(wanted) {
      const { directory } = scene.sight;
      const changes = planChange(PERSON, before, wanted);
      const patch = patchOfPerson(user, changes);
      const draft = await draftPerson(directory, await personFacts(directory, user), patch);
      mustReadBack(PERSON, draft, wanted);
      await update(patch);
      return () => personAfter(scene, user, draft);
    },

    async rename(value, domain) {
      if (!isManaged) throw noAccess();
      const draft = await move(value, domain);
      return () => personAfter(scene, user, draft);
    },

    mustBeDeletable() {
      mustHaveChosenPassword(author);
      if (!author.may('user.delete') || !managesUser(caller, user)) throw noAccess();
    },

    delete: () => users.delete(caller, user.userId, { expectVersion: user.version }),
  };
}

/** What others have changed since then is not part of it: what was meant is shown instead. RFC 4527 section 3.2 */
async function personAfter({ sight, services }: Scene, { account, version }: User, draft: User): Promise<Entry | null> {
  const { directory } = services.store.reader();
  const now = await directory.user(account);
  return visiblePerson(now !== null && now.version <= version + 1 ? now : draft, { ...sight, directory });
}
