/** What is directly below a branch of a domain. */
import type { Alias, Domain, Group, User } from '../../../domain/ports/directory.ts';
import type { AccountId, AliasId, GroupId } from '../../../domain/ports/ids.ts';
import type { DirectoryReader } from '../../../domain/ports/reader.ts';
import { aliasEntry } from '../entries/alias-entry.ts';
import type { EntryContext } from '../entries/entry-context.ts';
import { groupEntry } from '../entries/group-entry.ts';
import type { Unit } from '../entries/place.ts';
import { visiblePerson } from '../entries/visible-person.ts';
import type { EntrySource, SourceRow } from './entry-source.ts';
import type { IdStream } from './id-stream.ts';
import { aliasKey, groupKey, userKey } from './keys.ts';

/** Those that a search can be about at all; null: all that there are. */
export interface Candidates {
  readonly users: IdStream<AccountId> | null;
  readonly aliases: IdStream<AliasId> | null;
  readonly groups: IdStream<GroupId> | null;
}

export const EVERYBODY: Candidates = { users: null, aliases: null, groups: null };
export function contentsOf(context: EntryContext, domain: Domain, unit: Unit, candidates: Candidates): EntrySource {
  const { directory } = context;
  switch (unit) {
    case 'people': {
      const list = (page: Page) => directory.listUsers(domain.id, page);
      const read = (ids: readonly AccountId[]) => readUsers(directory, ids);
      return source({ list, keyOf: userKey, ids: candidates.users, read, entryOf: visiblePerson }, context, domain);
    }
    case 'aliases': {
      const list = (page: Page) => directory.listAliases(domain.id, page);
      const read = (ids: readonly AliasId[]) => Promise.all(ids.map((id) => directory.alias(id)));
      return source({ list, keyOf: aliasKey, ids: candidates.aliases, read, entryOf: aliasEntry }, context, domain);
    }
    case 'groups': {
      const list = (page: Page) => directory.listGroups(domain.id, page);
      const read = (ids: readonly GroupId[]) => Promise.all(ids.map((id) => directory.group(id)));
      return source({ list, keyOf: groupKey, ids: candidates.groups, read, entryOf: groupEntry }, context, domain);
    }
  }
}

/** Entries that are looked at before others may have their turn. */
const SLICE = 100;

/** Whether there is anything to see below. */
export async function hasContents(context: EntryContext, domain: Domain, unit: Unit): Promise<boolean> {
  const cheap = { ...context, needs: () => false };
  const contents = contentsOf(cheap, domain, unit, EVERYBODY);
  for (let after = ''; ; ) {
    const rows = await contents.read(after, SLICE);
    for (const { key, makeEntry } of rows) {
      if ((await makeEntry()) !== null) return true;
      after = key;
    }
    await context.breathe();
    if (rows.length < SLICE) return false;
  }
}

async function readUsers(directory: DirectoryReader, ids: readonly AccountId[]): Promise<readonly (User | null)[]> {
  const users = new Map((await directory.users(ids)).map((user) => [user.account, user]));
  return ids.map((id) => users.get(id) ?? null);
}

interface Page {
  readonly after: string;
  readonly limit: number;
}

interface Contents<Id extends number, T> {
  /** In slices as they are asked for, in the order of their keys. */
  readonly list: (page: Page) => Promise<readonly T[]>;
  readonly keyOf: (item: T) => string;
  /** The few that it can be about; null: all are to be listed. */
  readonly ids: IdStream<Id> | null;
  /** In the order of the ids; null for what is not there. */
  readonly read: (ids: readonly Id[]) => Promise<readonly (T | null)[]>;
  readonly entryOf: (item: T, context: EntryContext) => ReturnType<SourceRow['makeEntry']>;
}

function source<Id extends number, T extends User | Alias | Group>(
  { list, keyOf, ids, read, entryOf }: Contents<Id, T>,
  context: EntryContext,
  domain: Domain,
): EntrySource {
  if (ids === null) {
    return {
      async read(after, limit) {
        const items = await list({ after, limit });
        return items.map((item) => ({ key: keyOf(item), makeEntry: () => entryOf(item, context) }));
      },
    };
  }
  return {
    async read(after, limit) {
      const found = await ids.read(domain.id, Number(after) || 0, limit);
      const items = await read(found);
      return found.map((id, index) => {
        const item = items[index] ?? null;
        return {
          key: String(id),
          makeEntry: () => (item?.domain === domain.id ? entryOf(item, context) : null),
        };
      });
    },
  };
}
