/** In whose order the listings of the store have what they list: it is what a page ends with. */
import { foldName } from '../../../base/name.ts';
import type { Alias, Group, User } from '../../../domain/ports/directory.ts';

export function userKey({ userId }: User): string {
  return foldName(userId);
}

export function aliasKey({ localPart, domainName }: Alias): string {
  return `${foldName(localPart)}@${domainName}`;
}

export function groupKey({ name, domainName }: Group): string {
  return `${foldName(name)}@${domainName}`;
}
