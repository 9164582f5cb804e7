/** One search over everything that has a name: users, aliases, groups, domains, settings. REQUIREMENTS SM2 */
import { foldText } from '../../../base/text.ts';
import { type Caller, reachesAll, reachesDomain, reachesUser } from '../../access/caller.ts';
import type { AccountId } from '../../ports/ids.ts';
import type { Store } from '../../ports/store.ts';
import type { AliasRow } from './alias-rows.ts';
import { aliasSearch } from './alias-table.ts';
import type { TableKinds, Tables } from './table-kinds.ts';
import type { UserRow } from './user-rows.ts';
import { hasAll, searchText, wordsOf } from './words.ts';

export type FoundKind = 'user' | 'alias' | 'group' | 'domain' | 'setting';

/** A field of a thing, and what it says. */
type Field = readonly [field: string, value: string];

export interface Found {
  readonly kind: FoundKind;
  /** By which it is shown: User ID, address, `name@domain`, domain, name of the setting. */
  readonly name: string;
  /** What people call it; empty where there is nothing else. */
  readonly title: string;
  /** The field that has a word that the name has not; the name itself where it has all of them. */
  readonly matched: { readonly field: string; readonly value: string };
}

export interface FoundThings {
  /** By kind; of each kind first where a field begins with the text, then where words begin with those of the text. */
  readonly hits: readonly Found[];
  readonly totals: Readonly<Record<FoundKind, number>>;
}

export interface NamedSetting {
  readonly name: string;
  readonly description: string;
}

/** @param limit of each kind. */
export type FindAnything = (by: Caller, query: string, limit: number) => Promise<FoundThings>;

export interface FindAnythingDeps {
  readonly store: Pick<Store, 'reader'>;
  readonly tables: Tables;
  readonly settings: readonly NamedSetting[];
}

/** Users in reach, with what is in the domains in reach; settings for who reaches everything. */
export function createFindAnything({ store, tables, settings }: FindAnythingDeps): FindAnything {
  const named = settings.map(({ name, description }) => ({ name, description, text: searchText(name, description) }));

  return async (by, query, limit) => {
    const words = wordsOf(query);
    const found = createFinder(words, limit);
    if (words.length === 0) return found.result();
    const domains = await store.reader().directory.listDomains();
    const kinds = await tables.current();
    for (const row of kinds.users.index.by('userId')) {
      if (hasAll(row.text, words) && reachesUser(by, row.user)) found.add('user', row.text, () => aboutUser(row));
    }
    const isAlias = aliasSearch(kinds, words);
    for (const row of kinds.aliases.index.by('mail')) {
      if (reachesDomain(by, row.alias.domain) && isAlias(row)) {
        found.add('alias', row.text, () => aboutAlias(row, kinds));
      }
    }
    for (const { group, name, text } of kinds.groups.index.by('name')) {
      if (!hasAll(text, words) || !reachesDomain(by, group.domain)) continue;
      found.add('group', text, () => about(name, group.description));
    }
    for (const { id, name, description, synonyms } of domains) {
      const text = searchText(name, description, ...synonyms);
      if (!hasAll(text, words) || !reachesDomain(by, id)) continue;
      found.add('domain', text, () => about(name, description, ...fieldsOf('synonyms', synonyms)));
    }
    for (const { name, description, text } of reachesAll(by) ? named : []) {
      if (hasAll(text, words)) found.add('setting', text, () => about(name, description));
    }
    return found.result();
  };
}

/** What a hit shows, and where its words may be: the name first. */
interface About {
  readonly name: string;
  readonly title: string;
  readonly fields: readonly Field[];
}

function about(name: string, description: string, ...others: readonly Field[]): About {
  return { name, title: description, fields: [['name', name], ['description', description], ...others] };
}

function aboutUser({ user, mail }: UserRow): About {
  const { firstName, lastName, alternateMail: _administrators, ...profile } = user.profile;
  const title = `${firstName} ${lastName}`.trim();
  const others = Object.entries(profile).map(([field, value]): Field => [field, value]);
  return { name: user.userId, title, fields: [['userId', user.userId], ['name', title], ['mail', mail], ...others] };
}

/** What is not in the alias itself is in the name of somebody whom it leads to, or to whom it belongs. */
function aboutAlias({ alias, mail }: AliasRow, { users, aliases }: TableKinds): About {
  const namesOfUser = (account: AccountId): string[] => {
    const row = users.index.get(account);
    return row === undefined ? [] : [row.user.userId, row.mail];
  };
  const members = alias.members.flatMap((member) => {
    if (member.kind === 'user') return namesOfUser(member.account);
    if (member.kind === 'alias') return [aliases.index.get(member.alias)?.mail ?? ''];
    return [member.kind === 'remote' ? member.address : `${member.kind}:${member.name}`];
  });
  const owners = alias.owners.flatMap(namesOfUser);
  const people = [...fieldsOf('members', members), ...fieldsOf('owners', owners)];
  return {
    name: mail,
    title: alias.description,
    fields: [['mail', mail], ['description', alias.description], ...people],
  };
}

function fieldsOf(field: string, values: readonly string[]): Field[] {
  return values.map((value): Field => [field, value]);
}

const KINDS: readonly FoundKind[] = ['user', 'alias', 'group', 'domain', 'setting'];
/** A field begins with the text; each word begins a word; all others. */
const RANKS = [0, 1, 2] as const;

interface Finder {
  /** @param text all that the thing is found by, folded. */
  add(kind: FoundKind, text: string, about: () => About): void;
  result(): FoundThings;
}

/** Keeps the best of each kind, and what they show is put together for these only: there may be thousands of others. */
function createFinder(words: readonly string[], limit: number): Finder {
  const whole = words.join(' ');
  const ranked = new Map(KINDS.map((kind) => [kind, RANKS.map((): (() => About)[] => [])]));
  const totals: Record<FoundKind, number> = { user: 0, alias: 0, group: 0, domain: 0, setting: 0 };
  const rankOf = (text: string): (typeof RANKS)[number] => {
    if (text.startsWith(whole) || text.includes(`\n${whole}`)) return 0;
    const begins = (word: string) => text.startsWith(word) || text.includes(` ${word}`) || text.includes(`\n${word}`);
    return words.every(begins) ? 1 : 2;
  };
  return {
    add(kind, text, thing) {
      totals[kind] += 1;
      const places = ranked.get(kind)?.[rankOf(text)];
      if (places !== undefined && places.length < limit) places.push(thing);
    },
    result: () => ({
      hits: KINDS.flatMap((kind) =>
        (ranked.get(kind) ?? [])
          .flat()
          .slice(0, limit)
          .map((thing): Found => {
            const { name, title, fields } = thing();
            return { kind, name, title, matched: matchOf(fields, words) };
          }),
      ),
      totals,
    }),
  };
}

function matchOf(fields: readonly Field[], words: readonly string[]): Found['matched'] {
  const [[firstField, firstValue] = ['', '']] = fields;
  const missing = words.find((word) => !foldText(firstValue).includes(word));
  const other = missing === undefined ? undefined : fields.find(([, value]) => foldText(value).includes(missing));
  const [field, value] = other ?? [firstField, firstValue];
  return { field, value };
}
