import type { Needs } from '../entries/entry-context.ts';
import type { Place } from '../entries/place.ts';
import type { OperationContext } from '../operation-context.ts';
import { findBase } from '../search/find-base.ts';
import { entryAt } from '../search/sight.ts';
import { sightOf } from '../viewer.ts';
import { aliasSubject } from './alias-subject.ts';
import { authorOf } from './author.ts';
import { groupSubject } from './group-subject.ts';
import { personSubject } from './person-subject.ts';
import { Refusal } from './refusal.ts';
import type { Scene, Subject } from './subject.ts';

/** Who changes, and what he sees now. Throws Refusal for strangers. */
export async function openScene(context: OperationContext, needs: Needs): Promise<Scene> {
  const sight = await sightOf(context, needs);
  return { sight, author: authorOf(context.session, sight), services: context.session.services };
}

/** The entry of that name, as far as the author sees it. Throws NameProblem, and Refusal. */
export async function findEntry({ sight }: Scene, name: string, message = ''): Promise<Place> {
  const { place, matchedName } = await findBase(sight, name);
  if (place === null) throw new Refusal('noSuchObject', message, matchedName);
  return place;
}

/** Throws Refusal, also for what is changed by other means: the server itself, domains, and their branches. */
export async function subjectAt(scene: Scene, place: Place): Promise<Subject> {
  const before = await entryAt(scene.sight, place);
  if (before === null) throw new Refusal('noSuchObject', '');
  switch (place.kind) {
    case 'user':
      return personSubject(scene, place.user, before);
    case 'alias':
      return aliasSubject(scene, place.alias, before);
    case 'group':
      return groupSubject(scene, place.group, before);
    default:
      throw new Refusal('unwillingToPerform', `a ${place.kind} entry is not changed over LDAP`);
  }
}
