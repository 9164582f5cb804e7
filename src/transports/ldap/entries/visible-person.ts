import { viewOfUser } from '../../../domain/access/directory-view.ts';
import { domainNames } from '../../../domain/directory/domain-names.ts';
import type { User } from '../../../domain/ports/directory.ts';
import type { DirectoryReader } from '../../../domain/ports/reader.ts';
import type { Entry } from './entry.ts';
import type { EntryContext } from './entry-context.ts';
import { groupsOfUser } from './group-entry.ts';
import type { PersonFacts } from './person-attributes.ts';
import { personEntry } from './person-entry.ts';

/** A user as the viewer sees him; at once where nothing has to be looked up. Null where there is nothing to see. */
export function visiblePerson(user: User, context: EntryContext): Promise<Entry | null> | Entry | null {
  const view = viewOfUser(context.viewer, user);
  const needsNothing = user.roleDomains.length === 0 && !context.needs('memberOf');
  return view === 'nothing' || needsNothing ? personEntry(user, view) : personWithMore(user, context);
}

async function personWithMore(user: User, context: EntryContext): Promise<Entry | null> {
  const groups = context.needs('memberOf') ? await groupsOfUser(user, context) : [];
  const facts = await personFacts(context.directory, user);
  return personEntry(facts, viewOfUser(context.viewer, user), groups);
}

export async function personFacts(directory: DirectoryReader, user: User): Promise<PersonFacts> {
  if (user.roleDomains.length === 0) return user;
  return { ...user, roleDomainNames: await domainNames(directory, user.roleDomains) };
}
