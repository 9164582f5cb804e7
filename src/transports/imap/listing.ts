/** The names that LIST and LSUB choose from, and what is said of each. RFC 9051 section 6.3.9, RFC 5258 section 3 */
import { type Mailbox, PATH_SEPARATOR } from '../../domain/ports/mailboxes.ts';
import { matchesPattern } from '../../wire/imap/list-pattern.ts';
import type { ListedMailbox } from '../../wire/imap/responses.ts';
import type { ImapSession } from './session.ts';

export interface ListName {
  readonly path: string;
  /** Null where no such mailbox exists: the name is subscribed, or something below it is. */
  readonly mailbox: Mailbox | null;
  readonly isSubscribed: boolean;
}

/** Longer patterns match nothing: no name is that long. */
const MAX_PATTERN_LENGTH = 1000;

/** All names, sorted, with those above them. */
export async function collectNames({ account }: ImapSession, withSubscribed: boolean): Promise<ListName[]> {
  const names = new Map<string, ListName>();
  for (const mailbox of await account.list()) {
    names.set(mailbox.path, { path: mailbox.path, mailbox, isSubscribed: mailbox.isSubscribed });
  }
  if (!withSubscribed) return [...names.values()];
  for (const path of await account.subscribedNames()) {
    if (!names.has(path)) names.set(path, { path, mailbox: null, isSubscribed: true });
  }
  for (const path of [...names.keys()]) {
    for (const parent of parentsOf(path)) {
      if (!names.has(parent)) names.set(parent, { path: parent, mailbox: null, isSubscribed: false });
    }
  }
  return [...names.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The names above a path, from the nearest. */
export function* parentsOf(path: string): Generator<string> {
  for (let at = path.lastIndexOf(PATH_SEPARATOR); at > 0; at = path.lastIndexOf(PATH_SEPARATOR, at - 1)) {
    yield path.slice(0, at);
  }
}

/** Names that exist and have existing ones below them. */
export function collectParents(names: readonly ListName[]): ReadonlySet<string> {
  const parents = new Set<string>();
  for (const { path, mailbox } of names) {
    if (mailbox === null) continue;
    for (const parent of parentsOf(path)) {
      if (parents.has(parent)) break;
      parents.add(parent);
    }
  }
  return parents;
}

export type Matcher = (path: string) => boolean;

/** The reference stands before each pattern. RFC 9051 section 6.3.9 */
export function compilePatterns(reference: string, patterns: readonly string[]): Matcher {
  const full = patterns.map((pattern) => reference + pattern).filter(({ length }) => length <= MAX_PATTERN_LENGTH);
  if (full.includes('*')) return () => true;
  return (path) => full.some((pattern) => matchesPattern(pattern, path, PATH_SEPARATOR));
}

/** The names that match. Rests in between: patterns may be many, and names too. */
export async function matchingNames(
  { connection: { pace } }: ImapSession,
  names: readonly ListName[],
  matches: Matcher,
): Promise<ListName[]> {
  const found: ListName[] = [];
  for (const name of names) {
    if (matches(name.path)) found.push(name);
    if (pace.isOver) await pace.rest();
  }
  return found;
}

export interface DescribeOptions {
  readonly parents: ReadonlySet<string>;
  readonly showsSubscribed: boolean;
  readonly childInfo?: readonly string[] | undefined;
}

export function describeName({ path, mailbox, isSubscribed }: ListName, options: DescribeOptions): ListedMailbox {
  const attributes: string[] = [];
  if (mailbox === null) attributes.push('\\NonExistent');
  attributes.push(options.parents.has(path) ? '\\HasChildren' : '\\HasNoChildren');
  if (options.showsSubscribed && isSubscribed) attributes.push('\\Subscribed');
  for (const use of mailbox?.specialUse ?? []) attributes.push(`\\${use}`);
  const listed = { name: path, attributes, separator: PATH_SEPARATOR };
  return options.childInfo === undefined ? listed : { ...listed, childInfo: options.childInfo };
}
