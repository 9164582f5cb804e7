/** An alias that is added: by who manages aliases, or by people for themselves. REQUIREMENTS DI3, DI8 */
import { reachesDomain } from '../../../domain/access/caller.ts';
import { formatMailAddress } from '../../../formats/address/mail-address.ts';
import { ALIAS, type AliasChange } from '../entries/alias-attributes.ts';
import { aliasEntry } from '../entries/alias-entry.ts';
import { peoplePatch } from './alias-people.ts';
import { mustHaveRequired, mustReadBack, planChange } from './plan-change.ts';
import { Refusal } from './refusal.ts';
import type { Newcomer, ReadAfter, Scene } from './subject.ts';

const NOBODY = { owner: [], member: [], memberMail: [] } as const;

export async function addAlias(scene: Scene, { domain, value, wanted, password }: Newcomer): Promise<ReadAfter> {
  const { services, author, sight } = scene;
  if (password !== null) throw new Refusal('objectClassViolation', "attribute 'userPassword' not allowed");
  mustHaveRequired(ALIAS, wanted);
  const change: AliasChange = Object.assign({}, ...planChange(ALIAS, null, wanted));
  const draft = { localPart: value, domainName: domain.name, description: '', membership: 'open', ...NOBODY } as const;
  mustReadBack(ALIAS, { ...draft, ...change }, wanted);
  const { addOwners: owners = [], addMembers: members = [] } = await peoplePatch(sight, NOBODY, change);
  const { description = '', membership } = change;
  const request = {
    mail: formatMailAddress({ localPart: value, domain: domain.name }),
    ...{ description, owners, members },
    ...(membership === undefined ? {} : { membership }),
  };
  const { aliases, ownAliases } = services.changes;
  const isManaged = author.may('alias.create') && reachesDomain(author.caller, domain.id);
  if (isManaged && owners.length === 0) throw new Refusal('constraintViolation', 'owner: an alias has one or more');
  const id = await (isManaged ? aliases : ownAliases).create(author.caller, request);
  return async () => {
    const { directory } = services.store.reader();
    const alias = await directory.alias(id);
    return alias === null ? null : aliasEntry(alias, { ...sight, directory });
  };
}
