/** Endpoints of the remote directory. REQUIREMENTS DI7 */
import { Failure } from '../../../base/failure.ts';
import type { Comparison } from '../../../domain/directory/remote/compare.ts';
import type { RemoteStatus } from '../../../domain/directory/remote/remote-directory-service.ts';
import { type RemoteDirectoryRequest, remoteUrl } from '../../../domain/directory/remote/remote-settings.ts';
import type { Vanished } from '../../../domain/directory/remote/vanished.ts';
import type { ComparisonView, RemoteDirectoryView, SyncView } from '../../../wire/admin/remote-schemas.ts';
import type { Handlers } from '../handler.ts';
import { withoutUndefined } from '../request.ts';

export const directoryHandlers: Handlers<'directory'> = {
  async 'directory.show'(_request, { remoteDirectory }, by) {
    return viewStatus(await remoteDirectory.show(by));
  },
  async 'directory.connect'({ body }, { remoteDirectory }, by) {
    const { url, base, kind, isPlain, sample = null, createsDomains, isDryRun } = body;
    const request: RemoteDirectoryRequest = {
      ...{ url, base, kind, isPlain },
      signIn: signInOf(body),
      authorities: body.authorities ?? null,
      fingerprint: body.fingerprint ?? null,
      ...(body.filter === undefined ? {} : { filter: body.filter }),
      ...(body.mapping === undefined ? {} : { mapping: withoutUndefined(body.mapping) }),
    };
    return viewComparison(await remoteDirectory.connect(by, request, { sample, createsDomains, isDryRun }));
  },
  async 'directory.test'({ body }, { remoteDirectory }, by) {
    return viewComparison(await remoteDirectory.test(by, body.sample ?? null));
  },
  async 'directory.sync'({ body }, { remoteDirectory }, by) {
    const { vanished, ...comparison } = await remoteDirectory.sync(by, body.acceptsRemovals);
    return { ...viewComparison(comparison), vanished: viewVanished(vanished) };
  },
  async 'directory.disconnect'(_request, { remoteDirectory }, by) {
    const { count, withoutPassword } = await remoteDirectory.disconnect(by);
    return { count, withoutPassword: [...withoutPassword] };
  },
};

interface BindFields {
  readonly bindName?: string | undefined;
  readonly bindPassword?: string | undefined;
}

function signInOf({ bindName, bindPassword }: BindFields): RemoteDirectoryRequest['signIn'] {
  if (bindName === undefined && bindPassword === undefined) return null;
  if (bindName !== undefined && bindPassword !== undefined) return { name: bindName, password: bindPassword };
  const field = bindName === undefined ? 'bindName' : 'bindPassword';
  throw new Failure('invalid', `${field} is missing`, { detail: { field, problem: 'missing' } });
}

function viewComparison({
  people,
  added,
  linked,
  changed,
  unchanged,
  refused,
  missingDomains,
}: Comparison): ComparisonView {
  const names = ({ count, first }: Comparison['added']) => ({ count, first: [...first] });
  return {
    ...{ people, unchanged },
    ...{ added: names(added), linked: names(linked), changed: names(changed) },
    refused: { count: refused.count, first: refused.first.map((each) => ({ ...each })) },
    missingDomains: [...missingDomains],
  };
}

function viewVanished({ missing, of, isHeldBack, archived, restored }: Vanished): SyncView['vanished'] {
  return { missing, of, isHeldBack, archived: [...archived], restored: [...restored] };
}

function viewStatus({ record, probationUntilMs, away, users, last }: RemoteStatus): RemoteDirectoryView {
  const time = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString());
  const ended = record?.ended ?? null;
  return {
    state: stateOf(record, away),
    url: record === null ? null : remoteUrl(record),
    base: record?.base ?? null,
    bindName: record?.bindName ?? null,
    kind: record?.kind ?? null,
    filter: record?.filter ?? null,
    mapping: record?.mapping ?? null,
    since: time(record?.sinceMs),
    probationUntil: time(probationUntilMs ?? undefined),
    awaySince: time(away?.sinceMs),
    endedAt: time(ended?.atMs),
    said: away?.said ?? ended?.said ?? null,
    users,
    last:
      last === null
        ? null
        : {
            at: new Date(last.atMs).toISOString(),
            ...viewComparison(last),
            vanished: last.vanished === null ? null : viewVanished(last.vanished),
          },
  };
}

function stateOf(record: RemoteStatus['record'], away: RemoteStatus['away']): RemoteDirectoryView['state'] {
  if (record === null) return 'none';
  if (record.ended !== null) return 'ended';
  return away === null ? 'in-use' : 'away';
}
