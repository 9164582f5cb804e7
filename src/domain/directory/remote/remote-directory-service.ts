/**
 * The remote directory: connected after a test, followed while it is in use, switched back when that is asked for, or by
 * itself when it stops working in its first minutes. The whole server's: who does not reach all gets `no-permission`. DI7
 */
import type { Clock } from '../../../base/clock.ts';
import { Failure, isFailure } from '../../../base/failure.ts';
import { createGate } from '../../../base/gate.ts';
import type { Logger } from '../../../base/log.ts';
import type { SecretBox } from '../../../base/secret-box.ts';
import { type Caller, mustReachAll, SYSTEM } from '../../access/caller.ts';
import type { RemoteSignIn } from '../../access/remote/remote-sign-in.ts';
import type { OpenRemoteDirectory } from '../../ports/remote-directory.ts';
import type { Store } from '../../ports/store.ts';
import type { RemoteDirectoryRecord } from '../../settings/remote-directory-schema.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Domains } from '../domains.ts';
import type { PrepareUser } from '../prepare-user.ts';
import type { Away } from './availability.ts';
import type { Comparison } from './compare.ts';
import { Following, type FollowTimes, type LastComparison } from './following.ts';
import { type Released, releaseUsers } from './release-users.ts';
import { openRemoteLink, type RemoteLink, reopenRemoteLink } from './remote-link.ts';
import { checkRemoteRequest, type RemoteDirectoryRequest } from './remote-settings.ts';
import { createRemoteSignIn } from './remote-sign-in-service.ts';
import { createRemoteState } from './remote-state.ts';
import { mustHavePeople, type SampleLogin, tryRemote } from './try-remote.ts';
import type { Vanished } from './vanished.ts';

export interface ConnectOptions {
  /** Somebody whose password is tried; null leaves that out, which only a dry run may. */
  readonly sample: SampleLogin | null;
  /** Nothing is changed. */
  readonly isDryRun: boolean;
  /** Makes the domains in which people have their addresses. */
  readonly createsDomains: boolean;
}

export interface RemoteStatus {
  /** Null where there never was one. */
  readonly record: RemoteDirectoryRecord | null;
  /** Until then it is switched back by itself; null where that is over. */
  readonly probationUntilMs: number | null;
  /** Null while it answers, and while it is not in use. */
  readonly away: Away | null;
  /** Users who are kept there, also archived ones. */
  readonly users: number;
  /** The last comparison since the start; null before the first. */
  readonly last: LastComparison | null;
}

export interface RemoteDirectoryService extends AsyncDisposable {
  /**
   * Reaches it, signs in, reads everybody and tries a password; then switches, if all is well. The switch itself is one
   * commit; the people follow in slices.
   *
   * Throws Failure `invalid` (`detail.field`, or `detail.reason`: `remote-nobody`, `remote-empty`, `remote-sample-…`), `unavailable`
   * (`detail.reason`: `remote-STEP`), `in-use` (there is one already), `too-many`. Nothing is changed then.
   */
  connect(by: Caller, request: RemoteDirectoryRequest, options: ConnectOptions): Promise<Comparison>;
  /** The same test with the one in use. Throws like `connect`, and `not-found`. */
  test(by: Caller, sample: SampleLogin | null): Promise<Comparison>;
  show(by: Caller): Promise<RemoteStatus>;
  /**
   * Compares everybody now.
   *
   * @param acceptsRemovals archives at once whoever is not there, however many they are.
   * Throws Failure `not-found`, `unavailable`.
   */
  sync(by: Caller, acceptsRemovals: boolean): Promise<Comparison & { readonly vanished: Vanished }>;
  /** Throws Failure `not-found` (there is none in use). */
  disconnect(by: Caller): Promise<Released>;
  readonly signIn: RemoteSignIn;
}

export interface RemoteDirectoryDeps {
  readonly store: Store;
  readonly settings: Settings;
  readonly prepare: Pick<PrepareUser, 'change'>;
  readonly domains: Pick<Domains, 'create' | 'delete'>;
  readonly open: OpenRemoteDirectory;
  readonly box: SecretBox;
  readonly clock: Clock;
  readonly log: Logger;
  /** Tests have less patience. */
  readonly times?: Partial<FollowTimes>;
}

/** Comparisons, and switches, that may wait for the one under way. */
const MAX_WAITING = 10;

/** Goes on with the one that the store names. What is wrong with that is told to the log: mail has to go on. */
export async function openRemoteDirectoryService(deps: RemoteDirectoryDeps): Promise<RemoteDirectoryService> {
  const { store, settings, domains, box, clock, log } = deps;
  const state = createRemoteState(store);
  const gate = createGate(1, MAX_WAITING);
  let record = await state.read().catch((error: unknown) => {
    if (!isFailure(error, 'unavailable')) throw error;
    log.error({ err: error }, 'the remote directory is not in use');
    return null;
  });
  let current: { readonly link: RemoteLink; readonly following: Following } | null = null;

  const follow = (link: RemoteLink, { probationUntilMs }: RemoteDirectoryRecord) => {
    const following = new Following({
      ...{ ...deps, link, state, probationUntilMs },
      exclusively: (work) => gate.run(work),
      onFailed(said) {
        // What is under way is broken off, or we would wait for it.
        following.stop();
        return gate.run(() => switchBackFrom(link, said));
      },
    });
    current = { link, following };
    return following;
  };
  const mustBeConnected = () => {
    if (current !== null) return current;
    throw new Failure('not-found', 'there is no remote directory in use', { detail: { kind: 'remote-directory' } });
  };
  const switchBack = async (by: Caller, said: string | null): Promise<Released> => {
    if (current !== null && record !== null) {
      const ended = { ...record, ended: { atMs: clock.nowMs(), said } };
      await state.write(by, clock.nowMs(), 'directory.disconnect', ended);
      record = ended;
      const { link, following } = current;
      current = null;
      following.stop();
      await link[Symbol.asyncDispose]();
    }
    await state.writeGone({});
    return releaseUsers(deps, by);
  };
  const switchBackFrom = async (link: RemoteLink, said: string) => {
    if (current?.link !== link) return;
    log.error({ said }, 'the remote directory stopped working soon after it was connected: it is no longer in use');
    const { count } = await switchBack(SYSTEM, said);
    log.warn({ users: count }, 'users of the remote directory are users of this server alone again');
  };

  if (record !== null && record.ended === null) follow(reopenRemoteLink(deps, record), record).start(false);
  // Switched back, and ended before everybody was told.
  else if (record !== null) await releaseUsers(deps, SYSTEM);

  return {
    signIn: createRemoteSignIn({ ...deps, link: () => current?.link ?? null }),

    async connect(by, request, { sample, isDryRun, createsDomains }) {
      mustReachAll(by);
      return gate.run(async () => {
        if (current !== null) {
          throw new Failure('in-use', 'there is a remote directory in use', { detail: { reason: 'remote-connected' } });
        }
        if (sample === null && !isDryRun) {
          throw new Failure('invalid', 'nobody to try a sign-in with', {
            detail: { field: 'sample', problem: 'missing' },
          });
        }
        await using opened = new AsyncDisposableStack();
        const link = opened.use(openRemoteLink(deps, checkRemoteRequest(request, box)));
        const { entries, comparison } = await tryRemote({ ...deps, link }, { sample, createsDomains });
        if (isDryRun) return comparison;
        mustHavePeople(comparison);
        // What an earlier one has left behind, where it was not taken off to the end.
        await releaseUsers(deps, SYSTEM);

        const nowMs = clock.nowMs();
        const next: RemoteDirectoryRecord = {
          ...link.settings,
          sinceMs: nowMs,
          probationUntilMs: nowMs + settings.get('remoteDirectoryProbationMs'),
          ended: null,
        };
        const made: string[] = [];
        try {
          for (const name of createsDomains ? comparison.missingDomains : []) {
            await domains.create(by, name);
            made.push(name);
          }
          await state.write(by, nowMs, 'directory.connect', next);
        } catch (error) {
          for (const name of made) await domains.delete(by, name);
          throw error;
        }
        record = next;
        opened.move();
        const following = follow(link, next);
        log.info({ url: request.url, people: comparison.people }, 'the remote directory is in use');
        try {
          return await following.begin(by, entries);
        } finally {
          following.start(true);
        }
      });
    },

    async test(by, sample) {
      mustReachAll(by);
      const { link } = mustBeConnected();
      return (await tryRemote({ ...deps, link }, { sample, createsDomains: false })).comparison;
    },

    async show(by) {
      mustReachAll(by);
      const users = await store.reader().directory.countUsers(null, { isRemote: true });
      return {
        record,
        probationUntilMs: current?.following.probationUntilMs ?? null,
        away: current?.link.availability.away ?? null,
        users,
        last: current?.following.last ?? null,
      };
    },

    async sync(by, acceptsRemovals) {
      mustReachAll(by);
      return mustBeConnected().following.compareNow(by, acceptsRemovals);
    },

    async disconnect(by) {
      mustReachAll(by);
      mustBeConnected().following.stop();
      return gate.run(() => {
        mustBeConnected();
        return switchBack(by, null);
      });
    },

    async [Symbol.asyncDispose]() {
      const ending = current;
      current = null;
      ending?.following.stop();
      await ending?.link[Symbol.asyncDispose]();
      await ending?.following.ended;
    },
  };
}
