/** All users, archived ones included, all aliases and all groups, kept in memory for whoever sorts, searches and jumps. */
import type { Store } from '../../ports/store.ts';
import { FollowedDirectory } from '../followed/followed-directory.ts';
import { FollowedKind } from '../followed/followed-kind.ts';
import { aliasSource, groupSource, type ReadDirectory, userSource } from '../followed/kind-source.ts';
import { aliasRow, createAliasRows } from './alias-rows.ts';
import { createGroupRows, groupRow } from './group-rows.ts';
import { createUserRows, userRow } from './user-rows.ts';

export type TableKinds = ReturnType<typeof createKinds>;

export interface Tables extends Disposable {
  /** As everything is now. To be used before the next wait. Rejects where the store cannot be read. */
  current(): Promise<TableKinds>;
  /** Which state of some kinds this is. */
  revision(...kinds: readonly (keyof TableKinds)[]): string;
}

/** @param start sets apart the revisions of this run of the server from those of others. */
export function openTables(store: Pick<Store, 'reader' | 'feed'>, start: number): Tables {
  const followed = new FollowedDirectory(store, createKinds);
  const { kinds } = followed;
  return {
    async current() {
      while (!followed.isCurrent) await followed.catchUp();
      return kinds;
    },
    revision: (...names) => [start, ...names.map((name) => kinds[name].revision)].map((n) => n.toString(36)).join('.'),
    [Symbol.dispose]: () => followed[Symbol.dispose](),
  };
}

function createKinds(directory: ReadDirectory) {
  return {
    users: new FollowedKind(userSource(directory), { entryOf: userRow, createIndex: createUserRows }),
    aliases: new FollowedKind(aliasSource(directory), { entryOf: aliasRow, createIndex: createAliasRows }),
    groups: new FollowedKind(groupSource(directory), { entryOf: groupRow, createIndex: createGroupRows }),
  };
}
