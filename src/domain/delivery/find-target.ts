/** What the part before `@` leads to within one of our domains: the order in which addresses are looked up. MI5, MI6 */
import { foldName } from '../../base/name.ts';
import { splitSubaddress } from '../../formats/address/subaddress.ts';
import type { SenderRewriting } from '../authentication/sender-rewriting.ts';
import type { AddressTarget, Alias, Domain } from '../ports/directory.ts';
import type { AliasId, DomainId } from '../ports/ids.ts';
import type { DirectoryReader } from '../ports/reader.ts';

export type FoundTarget =
  | {
      readonly kind: 'target';
      readonly target: AddressTarget;
      /** Behind the delimiter; null where the address was found as it is. */
      readonly detail: string | null;
      /** Nobody has this address: one of a pattern or a catch-all. */
      readonly isMadeUp: boolean;
    }
  | { readonly kind: 'owners'; readonly alias: Alias }
  /** A return path that this server had rewritten, and what it was. */
  | { readonly kind: 'returned'; readonly address: string };

export interface FindTargetDeps {
  readonly directory: DirectoryReader;
  readonly delimiter: string;
  readonly senderRewriting: Pick<SenderRewriting, 'reverse'>;
  /** Of a domain, those with the longest fixed text first. */
  readonly patterns: (domain: DomainId) => Promise<readonly AddressPattern[]>;
}

/**
 * The exact address; the owners of an alias; the address before a sub-address; what stands in for an address that
 * nobody made: postmaster for abuse, the sender of a rewritten return path, a pattern, the domain's catch-all.
 */
export async function findTarget(deps: FindTargetDeps, domain: Domain, localPart: string): Promise<FoundTarget | null> {
  const { directory } = deps;
  const name = foldName(localPart);
  const resolve = (key: string) => directory.resolve(key, domain.name);

  const exact = await resolve(name);
  if (exact !== null) return { kind: 'target', target: exact, detail: null, isMadeUp: false };

  for (const listName of ownedNames(name)) {
    const list = await resolve(listName);
    const alias = list?.kind === 'alias' ? await directory.alias(list.alias) : null;
    if (alias !== null) return { kind: 'owners', alias };
  }

  const { user, detail } = splitSubaddress(name, deps.delimiter);
  const base = detail === null ? null : await resolve(user);
  if (base !== null) return { kind: 'target', target: base, detail, isMadeUp: false };

  // RFC 2142 section 4: somebody reads abuse@ although nobody made it.
  const postmaster = name === 'abuse' ? await resolve('postmaster') : null;
  if (postmaster !== null) return { kind: 'target', target: postmaster, detail: null, isMadeUp: false };

  const original = deps.senderRewriting.reverse(localPart);
  if (original !== null) return { kind: 'returned', address: original };

  const pattern = (await deps.patterns(domain.id)).find((each) => matches(each, name));
  if (pattern !== undefined) {
    return { kind: 'target', target: { kind: 'alias', alias: pattern.alias }, detail: null, isMadeUp: true };
  }
  if (domain.catchAll === null) return null;
  return { kind: 'target', target: domain.catchAll, detail: null, isMadeUp: true };
}

const OWNER_PREFIX = 'owner-';
const OWNER_SUFFIX = '-owner';

/** The list whose owners are meant. Both forms are in use: RFC 2142 section 6 has neither, and list servers know both. */
function ownedNames(name: string): string[] {
  const names: string[] = [];
  if (name.startsWith(OWNER_PREFIX)) names.push(name.slice(OWNER_PREFIX.length));
  if (name.endsWith(OWNER_SUFFIX)) names.push(name.slice(0, -OWNER_SUFFIX.length));
  return names.filter((list) => list !== '');
}

/** An alias whose local part holds one `*`: every address that fits leads to it. MI5 */
export interface AddressPattern {
  readonly alias: AliasId;
  readonly prefix: string;
  readonly suffix: string;
}

/** Null where the alias is an address like any other. */
export function patternOf(alias: Pick<Alias, 'id' | 'localPart'>): AddressPattern | null {
  const [prefix, suffix, ...more] = foldName(alias.localPart).split('*');
  if (prefix === undefined || suffix === undefined || more.length > 0) return null;
  return { alias: alias.id, prefix, suffix };
}

/** The star stands for one character at least. */
export function matches({ prefix, suffix }: AddressPattern, name: string): boolean {
  return name.length > prefix.length + suffix.length && name.startsWith(prefix) && name.endsWith(suffix);
}

export function byLengthDescending(a: AddressPattern, b: AddressPattern): number {
  return b.prefix.length + b.suffix.length - a.prefix.length - a.suffix.length;
}
