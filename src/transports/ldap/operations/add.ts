/** Add: RFC 4511 section 4.7. */
import { reachesDomain } from '../../../domain/access/caller.ts';
import type { Action } from '../../../domain/access/permissions.ts';
import { type DistinguishedName, formatName } from '../../../wire/ldap/distinguished-name.ts';
import type { AddRequest } from '../../../wire/ldap/request.ts';
import { findPlace, type Unit } from '../entries/place.ts';
import type { Handler, OperationContext, Reply } from '../operation-context.ts';
import { readName } from '../search/find-base.ts';
import { isVisible } from '../search/sight.ts';
import { mustHaveChosenPassword, noAccess } from '../write/author.ts';
import { type ChangeControls, mustHoldTrue, readChangeControls, readReplies } from '../write/change-controls.ts';
import { onLatest } from '../write/change-loop.ts';
import { addAlias } from '../write/new-alias.ts';
import { addGroup } from '../write/new-group.ts';
import { addPerson } from '../write/new-person.ts';
import { findEntry, openScene } from '../write/open-scene.ts';
import { type Branch, draftOf, readNewcomer } from '../write/read-newcomer.ts';
import { Refusal } from '../write/refusal.ts';
import type { Newcomer, ReadAfter, Scene } from '../write/subject.ts';

const ADDERS: Readonly<Record<Unit, (scene: Scene, newcomer: Newcomer) => Promise<ReadAfter>>> = {
  people: addPerson,
  aliases: addAlias,
  groups: addGroup,
};
/** Aliases may be anybody's: the rules of `own/` decide. */
const ACTIONS: Readonly<Record<Unit, Action>> = {
  people: 'user.create',
  aliases: 'me.create-alias',
  groups: 'group.create',
};

export const add: Handler<AddRequest> = async (context, request) => {
  const controls = readChangeControls('add', context.controls, context.session.filterLimits);
  const name = readName(request.name);
  return onLatest(context.operation, () => attempt(context, request, name, controls));
};

async function attempt(
  context: OperationContext,
  { attributes }: AddRequest,
  name: DistinguishedName,
  controls: ChangeControls,
): Promise<Reply> {
  const scene = await openScene(context, controls.needs);
  mustHaveChosenPassword(scene.author);
  const superior = await findSuperior(scene, name);
  mustBeAllowed(scene, superior);
  const { place } = await findPlace(scene.sight.directory, name);
  if (place !== null && (await isVisible(scene.sight, place))) throw new Refusal('entryAlreadyExists', '');
  const newcomer = await readNewcomer(context.session, scene, superior, name, attributes);
  mustHoldTrue(controls, draftOf(name, newcomer));
  const readEntry = await ADDERS[superior.unit](scene, newcomer);
  return {
    response: { kind: 'result', of: 'add', result: { code: 'success' } },
    controls: await readReplies(controls, null, readEntry),
  };
}

/** Throws Refusal: entries are made in the branches of domains, and nowhere else. */
async function findSuperior(scene: Scene, name: DistinguishedName): Promise<Branch> {
  const superior = await findEntry(scene, formatName(name.slice(1)));
  switch (superior.kind) {
    case 'unit':
      return superior;
    case 'root':
    case 'subschema':
      throw new Refusal('unwillingToPerform', 'domains are not made over LDAP');
    default:
      throw new Refusal('namingViolation', `no entries are made below a ${superior.kind}`);
  }
}

/** Throws Refusal. */
function mustBeAllowed({ author }: Scene, { unit, domain }: Branch): void {
  const isAllowed = author.may(ACTIONS[unit]) && (unit === 'aliases' || reachesDomain(author.caller, domain.id));
  if (!isAllowed) throw noAccess();
}
