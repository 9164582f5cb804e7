/** Who looks at the directory, as he is now: what changed since he signed in holds at once. K10 */
import { type DirectoryViewer, seesAddressBook } from '../../domain/access/directory-view.ts';
import { isActive } from '../../domain/access/is-active.ts';
import { callerOf } from '../../domain/access/permissions.ts';
import type { GroupId } from '../../domain/ports/ids.ts';
import type { DirectoryReader } from '../../domain/ports/reader.ts';
import type { Needs } from './entries/entry-context.ts';
import { rootEntry } from './entries/root-entry.ts';
import type { LdapSession } from './ldap-session.ts';
import { mechanismsFor } from './mechanisms.ts';
import type { OperationContext } from './operation-context.ts';
import type { Sight } from './search/sight.ts';

export async function viewerOf(session: LdapSession): Promise<DirectoryViewer> {
  const { principal, services, connection } = session;
  const user = principal === null ? null : await services.store.reader().directory.user(principal.account);
  if (principal === null || user === null || !isActive(user))
    return { kind: 'anonymous', reads: session.anonymousRead };
  const { role, roleDomains } = user;
  return {
    kind: 'user',
    caller: callerOf({ ...principal, role, roleDomains }, 'ldap', connection.peer.address),
    role,
    mustChangePassword: principal.mustChangePassword,
  };
}

export async function sightOf({ session, operation }: OperationContext, needs: Needs): Promise<Sight> {
  const { services, connection } = session;
  const { directory } = services.store.reader();
  const viewer = await viewerOf(session);
  let ownGroups: ReadonlySet<GroupId> | null = null;
  return {
    directory,
    viewer,
    needs,
    async breathe() {
      operation.goOn();
      if (connection.pace.isOver) await connection.pace.rest();
    },
    async isInGroup(group) {
      ownGroups ??= await groupsOf(directory, viewer);
      return ownGroups.has(group);
    },
    rootEntry: async () =>
      rootEntry({
        domains: await directory.listDomains(),
        mechanisms: mechanismsFor(session),
        canStartTls: connection.canStartTls,
        version: services.version,
      }),
  };
}

async function groupsOf(directory: DirectoryReader, viewer: DirectoryViewer): Promise<ReadonlySet<GroupId>> {
  const account = viewer.kind === 'user' ? viewer.caller.reach.account : null;
  return new Set(account === null ? [] : (await directory.groupsOf(account)).map(({ id }) => id));
}

/** Whether there is anything but what the server says of itself. */
export function isShutOut({ viewer }: Sight): boolean {
  return viewer.kind === 'anonymous' && !seesAddressBook(viewer);
}
