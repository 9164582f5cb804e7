/** Endpoints of outgoing mail that waits. REQUIREMENTS MO5 */

import { Failure } from '../../../base/failure.ts';
import type { Caller } from '../../../domain/access/caller.ts';
import type { AccountId, QueueMessageId } from '../../../domain/ports/ids.ts';
import type { QueueSelection } from '../../../domain/queue/outgoing-queue.ts';
import type { LaneView, QueueSelectionInput } from '../../../wire/admin/mail-schemas.ts';
import type { AdminDependencies, Handlers } from '../handler.ts';
import { showMessages, viewMessages } from '../queue-views.ts';
import { isoOrNull } from '../views.ts';

const DEFAULT_HOLD_REASON = 'an administrator holds it';

export const queueHandlers: Handlers<'queue'> = {
  async 'queue.list'({ query }, dependencies, by) {
    const { queue } = dependencies;
    const { query: text, lane, userId, held, after, limit } = query;
    const messages = await queue.list({
      limit,
      ...(text === undefined ? {} : { text }),
      ...(lane === undefined ? {} : { lane }),
      ...(userId === undefined ? {} : { account: await accountOf(by, userId, dependencies) }),
      ...(held === undefined ? {} : { isHeld: held }),
      ...(after === undefined ? {} : { after: after as QueueMessageId }),
    });
    return { messages: await viewMessages(messages, dependencies), counts: { ...(await queue.counts()) } };
  },
  async 'queue.show'({ path: { queueId } }, dependencies) {
    const messages = await dependencies.queue.show(queueId);
    if (messages.length === 0) {
      throw new Failure('not-found', `not in the queue: ${queueId}`, { detail: { kind: 'queued', name: queueId } });
    }
    return { messages: await showMessages(messages, dependencies) };
  },
  async 'queue.lanes'(_request, { queue }) {
    const lanes = await queue.lanes();
    return {
      lanes: lanes.map(
        ({ lane, recipients, nextAttemptAtMs, running, limit, blockedUntilMs, lastFailure }): LaneView => ({
          lane,
          recipients,
          nextAttemptAt: new Date(nextAttemptAtMs).toISOString(),
          running,
          limit,
          blockedUntil: isoOrNull(blockedUntilMs),
          lastFailure,
        }),
      ),
    };
  },
  'queue.retry': ({ body }, dependencies, by) =>
    change(by, body, dependencies, (selection) => dependencies.queue.retry(selection, by.actor.name)),
  'queue.hold': ({ body: { because = DEFAULT_HOLD_REASON, ...input } }, dependencies, by) =>
    change(by, input, dependencies, (selection) => dependencies.queue.hold(selection, because, by.actor.name)),
  'queue.release': ({ body }, dependencies, by) =>
    change(by, body, dependencies, (selection) => dependencies.queue.release(selection, by.actor.name)),
  'queue.bounce': ({ body }, dependencies, by) =>
    change(by, body, dependencies, (selection) => dependencies.queue.bounce(selection, by.actor.name)),
  'queue.delete': ({ body }, dependencies, by) =>
    change(by, body, dependencies, (selection) => dependencies.queue.delete(selection, by.actor.name)),
};

async function change(
  by: Caller,
  input: QueueSelectionInput,
  dependencies: AdminDependencies,
  apply: (selection: QueueSelection) => Promise<number>,
): Promise<{ changed: number; missing: string[] }> {
  const selection = await select(by, input, dependencies);
  // Looked for before anything is done to the others, which may take them out of the queue.
  const missing = 'queueIds' in selection ? await missingFrom(selection.queueIds, dependencies) : [];
  return { changed: await apply(selection), missing };
}

async function missingFrom(queueIds: readonly string[], { queue }: AdminDependencies): Promise<string[]> {
  const missing: string[] = [];
  for (const queueId of new Set(queueIds)) {
    if ((await queue.show(queueId)).length === 0) missing.push(queueId);
  }
  return missing;
}

async function select(
  by: Caller,
  input: QueueSelectionInput,
  dependencies: AdminDependencies,
): Promise<QueueSelection> {
  if (input.queueIds !== undefined) return { queueIds: input.queueIds };
  if (input.lane !== undefined) return { lane: input.lane };
  if (input.userId !== undefined) return { account: await accountOf(by, input.userId, dependencies) };
  return input.held === true ? { isHeld: true } : { all: true };
}

async function accountOf(by: Caller, userId: string, { users }: AdminDependencies): Promise<AccountId> {
  return (await users.get(by, userId)).account;
}
