/** What a distinguished name of ours leads to. The tree: one context for each domain, people, aliases and groups below it. */
import { foldName } from '../../../base/name.ts';
import type { Alias, Domain, Group, User } from '../../../domain/ports/directory.ts';
import type { DirectoryReader } from '../../../domain/ports/reader.ts';
import type { DistinguishedName, RelativeName } from '../../../wire/ldap/distinguished-name.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import { SUBSCHEMA_NAME } from './entry.ts';

export type Unit = 'people' | 'aliases' | 'groups';
export const UNITS: readonly Unit[] = ['people', 'aliases', 'groups'];

export type Place =
  | { readonly kind: 'root' }
  | { readonly kind: 'subschema' }
  | { readonly kind: 'domain'; readonly domain: Domain }
  | { readonly kind: 'unit'; readonly domain: Domain; readonly unit: Unit }
  | { readonly kind: 'user'; readonly domain: Domain; readonly user: User }
  | { readonly kind: 'alias'; readonly domain: Domain; readonly alias: Alias }
  | { readonly kind: 'group'; readonly domain: Domain; readonly group: Group };

export function domainName(domain: string): DistinguishedName {
  return domain.split('.').map((label) => [{ type: 'dc', value: label }]);
}

export function unitName(domain: string, unit: Unit): DistinguishedName {
  return [[{ type: 'ou', value: unit }], ...domainName(domain)];
}

export function userName(user: Pick<User, 'userId' | 'domainName'>): DistinguishedName {
  return [[{ type: 'uid', value: user.userId }], ...unitName(user.domainName, 'people')];
}

export function aliasName(alias: Pick<Alias, 'localPart' | 'domainName'>): DistinguishedName {
  return [[{ type: 'cn', value: alias.localPart }], ...unitName(alias.domainName, 'aliases')];
}

export function groupName(group: Pick<Group, 'name' | 'domainName'>): DistinguishedName {
  return [[{ type: 'cn', value: group.name }], ...unitName(group.domainName, 'groups')];
}

export function nameOf(place: Place): DistinguishedName {
  switch (place.kind) {
    case 'root':
      return [];
    case 'subschema':
      return SUBSCHEMA_NAME;
    case 'domain':
      return domainName(place.domain.name);
    case 'unit':
      return unitName(place.domain.name, place.unit);
    case 'user':
      return userName(place.user);
    case 'alias':
      return aliasName(place.alias);
    case 'group':
      return groupName(place.group);
  }
}

export interface FoundPlace {
  /** Null: there is no such entry. */
  readonly place: Place | null;
  /** The deepest of those above it that exists; the entry itself where it exists. */
  readonly matched: DistinguishedName;
  /** The name is one below this entry, where there is never anything. */
  readonly above?: Place;
  /** The name could be that of a person, and there is none: the address that one of that User ID might have. */
  readonly vacantMail?: string;
}

export async function findPlace(directory: DirectoryReader, name: DistinguishedName): Promise<FoundPlace> {
  if (name.length === 0) return { place: { kind: 'root' }, matched: [] };
  if (name.length === 1 && isPair(name[0], 'cn', 'subschema')) return { place: { kind: 'subschema' }, matched: name };
  const found = await findDomain(directory, name);
  if (found === null) return { place: null, matched: [] };
  const { domain } = found;
  const context = domainName(domain.name);
  const [unitPart, entryPart, ...others] = name.slice(0, name.length - found.components).toReversed();
  if (unitPart === undefined) return { place: { kind: 'domain', domain }, matched: context };
  const unit = UNITS.find((each) => isPair(unitPart, 'ou', each));
  if (unit === undefined) return { place: null, matched: context };
  const matched = unitName(domain.name, unit);
  if (entryPart === undefined) return { place: { kind: 'unit', domain, unit }, matched };
  const place = await FINDERS[unit](directory, domain, entryPart);
  if (others.length > 0) return { place: null, matched, ...(place === null ? {} : { above: place }) };
  if (place !== null) return { place, matched: name };
  const userId = unit === 'people' ? valueOf(entryPart, 'uid') : null;
  return { place, matched, ...(userId === null ? {} : { vacantMail: mailAt(userId, domain) }) };
}

interface FoundDomain {
  readonly domain: Domain;
  /** Of the name, from its end: a synonym may have more or fewer labels than the domain's own name. */
  readonly components: number;
}

/** The domain in whose context a name lies: the one with the longest name. */
async function findDomain(directory: DirectoryReader, name: DistinguishedName): Promise<FoundDomain | null> {
  const labels: string[] = [];
  let found: FoundDomain | null = null;
  for (const component of name.toReversed()) {
    const label = valueOf(component, 'dc');
    if (label === null) break;
    labels.unshift(foldName(label));
    const domain = await directory.findDomain(labels.join('.'));
    if (domain !== null) found = { domain, components: labels.length };
  }
  return found;
}

async function findUser(directory: DirectoryReader, domain: Domain, part: RelativeName): Promise<Place | null> {
  const userId = valueOf(part, 'uid');
  const user = userId === null ? null : await directory.findUser(userId);
  return user?.domain === domain.id ? { kind: 'user', domain, user } : null;
}

async function findAlias(directory: DirectoryReader, domain: Domain, part: RelativeName): Promise<Place | null> {
  const localPart = valueOf(part, 'cn');
  if (localPart === null) return null;
  const target = await directory.resolve(foldName(localPart), domain.name);
  const alias = target?.kind === 'alias' ? await directory.alias(target.alias) : null;
  return alias === null ? null : { kind: 'alias', domain, alias };
}

async function findGroup(directory: DirectoryReader, domain: Domain, part: RelativeName): Promise<Place | null> {
  const name = valueOf(part, 'cn');
  const group = name === null ? null : await directory.findGroup(domain.id, name);
  return group === null ? null : { kind: 'group', domain, group };
}

const FINDERS = { people: findUser, aliases: findAlias, groups: findGroup } as const satisfies Record<Unit, unknown>;

function mailAt(userId: string, { name }: Domain): string {
  return userId.includes('@') ? userId : `${userId}@${name}`;
}

function valueOf(part: RelativeName, type: string): string | null {
  const [only, ...more] = part;
  return only !== undefined && more.length === 0 && isType(only.type, type) ? only.value : null;
}

function isPair(part: RelativeName | undefined, type: string, value: string): boolean {
  const found = part === undefined ? null : valueOf(part, type);
  return found !== null && foldName(found.trim()) === value;
}

function isType(given: string, type: string): boolean {
  return DIRECTORY_SCHEMA.attribute(given) === DIRECTORY_SCHEMA.attribute(type);
}
