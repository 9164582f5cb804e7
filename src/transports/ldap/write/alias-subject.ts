/** An alias that is changed: by who manages aliases, or by people as its rules and their privileges let them. REQUIREMENTS DI3, DI8 */
import { reachesDomain } from '../../../domain/access/caller.ts';
import { aliasMail } from '../../../domain/directory/alias-members.ts';
import type { AliasPatch } from '../../../domain/directory/alias-requests.ts';
import type { Alias } from '../../../domain/ports/directory.ts';
import { formatMailAddress } from '../../../formats/address/mail-address.ts';
import { ALIAS, type AliasChange } from '../entries/alias-attributes.ts';
import { aliasEntry } from '../entries/alias-entry.ts';
import type { Entry } from '../entries/entry.ts';
import { aliasPeopleIn, peoplePatch } from './alias-people.ts';
import { mustHaveChosenPassword } from './author.ts';
import { isCount, mustReadBack, planChange } from './plan-change.ts';
import { Refusal } from './refusal.ts';
import type { Scene, Subject } from './subject.ts';

export function aliasSubject(scene: Scene, alias: Alias, before: Entry): Subject {
  const { author, services, sight } = scene;
  const { caller } = author;
  const mail = aliasMail(alias);
  const reaches = reachesDomain(caller, alias.domain);

  const update = async (patch: AliasPatch): Promise<void> => {
    if (Object.keys(patch).length === 0) return;
    const { aliases, ownAliases } = services.changes;
    const isManaged = reaches && author.may('alias.update');
    await (isManaged ? aliases : ownAliases).update(caller, mail, patch, alias.version);
  };

  return {
    before,
    isCount: (type) => isCount(ALIAS, type),
    mustBeChangeable: () => mustHaveChosenPassword(author),

    async change(wanted) {
      const changes: AliasChange = Object.assign({}, ...planChange(ALIAS, before, wanted));
      const people = aliasPeopleIn(before);
      mustReadBack(ALIAS, { ...alias, ...people, ...changes }, wanted);
      const { description, membership } = changes;
      await update({
        ...(description === undefined ? {} : { description }),
        ...(membership === undefined ? {} : { membership }),
        ...(await peoplePatch(sight, people, changes)),
      });
      return () => aliasAfter(scene, alias, { ...alias, ...(description === undefined ? {} : { description }) });
    },

    async rename(value, domain) {
      if (domain !== null) throw new Refusal('unwillingToPerform', 'an alias stays in its domain');
      const localPart = value ?? alias.localPart;
      await update({ mail: formatMailAddress({ localPart, domain: alias.domainName }) });
      return () => aliasAfter(scene, alias, { ...alias, localPart });
    },

    mustBeDeletable: () => mustHaveChosenPassword(author),

    async delete() {
      const { aliases, ownAliases } = services.changes;
      const isManaged = reaches && author.may('alias.delete');
      await (isManaged ? aliases : ownAliases).delete(caller, mail, alias.version);
    },
  };
}

/** What others have changed since then is not part of it, where it can be told: RFC 4527 section 3.2. */
async function aliasAfter({ sight, services }: Scene, { id, version }: Alias, draft: Alias): Promise<Entry | null> {
  const { directory } = services.store.reader();
  const now = await directory.alias(id);
  return aliasEntry(now !== null && now.version <= version + 1 ? now : draft, { ...sight, directory });
}
