/** Endpoints of users. REQUIREMENTS DI2, DI5, DI9 */
import { Failure } from '../../../base/failure.ts';
import type { Caller } from '../../../domain/access/caller.ts';
import { domainNames } from '../../../domain/directory/domain-names.ts';
import { mailOf } from '../../../domain/directory/mail-of.ts';
import type { UserTableRow } from '../../../domain/directory/tables/user-table.ts';
import { importUsers } from '../../../domain/directory/user-import.ts';
import type { NewUserRequest, UserPatch } from '../../../domain/directory/user-requests.ts';
import type { User } from '../../../domain/ports/directory.ts';
import type { Store } from '../../../domain/ports/store.ts';
import { decodeTable } from '../../../formats/archive/decode-table.ts';
import type { USER_ENDPOINTS } from '../../../wire/admin/endpoints/user.ts';
import type { UserView } from '../../../wire/admin/schemas.ts';
import type { UserRowView } from '../../../wire/admin/table-schemas.ts';
import type { AdminDependencies, HandlersOf } from '../handler.ts';
import { pageOf, withoutUndefined } from '../request.ts';
import { isoOrNull, viewForwarding } from '../views.ts';

export const userHandlers: HandlersOf<typeof USER_ENDPOINTS> = {
  async 'user.list'({ query: { domain: name, state, role, group, ...view } }, { userTable, domains, groups }, by) {
    const filter = {
      domain: name === undefined ? null : (await domains.get(by, name)).id,
      ...{ state, ...(role === undefined ? {} : { role }) },
      ...(group === undefined ? {} : { group: (await groups.get(by, group)).id }),
    };
    const { rows, ...table } = await userTable.list(by, filter, withoutUndefined(view));
    return { users: rows.map(viewRow), ...table };
  },
  async 'user.export'({ query }, { users, domains, store }, by) {
    const domain = query.domain === undefined ? null : (await domains.get(by, query.domain)).id;
    const page = await users.list(by, domain, pageOf(query));
    return { users: await Promise.all(page.map((user) => viewUser(user, store))) };
  },
  'user.show': ({ path }, dependencies, by) => show(by, path.userId, dependencies),
  async 'user.create'({ body }, dependencies, by) {
    await dependencies.users.create(by, withoutUndefined(body) as NewUserRequest);
    return show(by, body.userId, dependencies);
  },
  async 'user.import'({ body }, { users, hashLater }, by) {
    const { text, encoding } = tableOf(body);
    const { dryRun, updateExisting: updatesExisting, generatePasswords: generatesPasswords } = body;
    const report = await importUsers(by, users, text, { dryRun, updatesExisting, generatesPasswords });
    hashLater(report.created);
    const refused = report.refused.map(({ line, userId, failure }) => ({
      line,
      userId,
      code: failure.code,
      message: failure.message,
      detail: failure.detail,
    }));
    return {
      ...{ separator: report.separator, encoding, created: report.count, updated: report.updated, refused },
      columns: { recognised: [...report.columns.recognised], ignored: [...report.columns.ignored] },
      rows: report.rows.map(({ line, userId, outcome, column }) => ({ line, userId, outcome, column })),
      passwords: report.passwords.map((password) => ({ ...password })),
    };
  },
  async 'user.update'({ path, body }, dependencies, by) {
    await dependencies.users.update(by, path.userId, withoutUndefined(body) as UserPatch);
    return show(by, body.userId ?? path.userId, dependencies);
  },
  async 'user.password'({ path, body }, { users }, by) {
    const { password, mustChange = false, keepAppPasswords = false } = body;
    await users.setPassword(by, path.userId, password, { mustChange, keepsAppPasswords: keepAppPasswords });
    return {};
  },
  async 'user.delete'({ path, query }, { users }, by) {
    await users.delete(by, path.userId, withoutUndefined(query));
    return {};
  },
  async 'user.archive'({ path }, dependencies, by) {
    await dependencies.users.archive(by, path.userId);
    return show(by, path.userId, dependencies);
  },
  async 'user.restore'({ path }, dependencies, by) {
    await dependencies.users.restore(by, path.userId);
    return show(by, path.userId, dependencies);
  },
  async 'user.dependents'({ path }, { users }, by) {
    const { dependents, hasOthers } = await users.dependents(by, path.userId);
    return { dependents: [...dependents], hasOthers };
  },
};

/** Throws Failure `invalid` where there is none, or both. */
function tableOf({ csv, file }: { readonly csv?: string | undefined; readonly file?: string | undefined }) {
  if (csv !== undefined && file === undefined) return { text: csv, encoding: 'utf-8' } as const;
  if (csv === undefined && file !== undefined) return decodeTable(Buffer.from(file, 'base64'));
  const problem = csv === undefined ? 'missing' : 'not-acceptable';
  throw new Failure('invalid', 'either csv or file', { detail: { field: 'csv', problem } });
}

async function show(by: Caller, userId: string, { users, store }: AdminDependencies): Promise<UserView> {
  return viewUser(await users.get(by, userId), store);
}

function viewRow({ user, mail, facts, limits }: UserTableRow): UserRowView {
  return {
    ...{ userId: user.userId, firstName: user.profile.firstName, lastName: user.profile.lastName },
    ...{ mail, domain: user.domainName, role: user.role, isListed: user.isListed },
    state: stateOf(user),
    isMirrored: user.remoteId !== null,
    hasSecondFactor: facts.hasSecondFactor,
    ...{ storageBytes: facts.storageBytes, storageLimitBytes: limits.storageBytes, messageCount: facts.messageCount },
    lastSignInAt: isoOrNull(facts.lastSignInAtMs),
    createdAt: new Date(user.createdAtMs).toISOString(),
  };
}

function stateOf({ isEnabled, archivedAtMs }: User): UserRowView['state'] {
  if (archivedAtMs !== null) return 'archived';
  return isEnabled ? 'enabled' : 'disabled';
}

async function viewUser(user: User, store: Store): Promise<UserView> {
  return {
    userId: user.userId,
    mail: mailOf(user),
    role: user.role,
    roleDomains: await domainNames(store.reader().directory, user.roleDomains),
    isEnabled: user.isEnabled,
    isListed: user.isListed,
    archivedAt: isoOrNull(user.archivedAtMs),
    isMirrored: user.remoteId !== null,
    profile: { ...user.profile },
    language: user.language,
    storageQuota: user.storageQuota,
    messageQuota: user.messageQuota,
    privileges: { ...user.privileges },
    forwarding: viewForwarding(user.forwarding),
    welcomeSenders: [...user.welcomeSenders],
    createdAt: new Date(user.createdAtMs).toISOString(),
  };
}
