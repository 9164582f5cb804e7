/** Endpoints of outgoing mail that waits. REQUIREMENTS MO5 */
import { Failure } from '../../../base/failure.ts';
import type { AccountId, QueueMessageId } from '../../../domain/ports/ids.ts';
import type { QueuedMessage } from '../../../domain/ports/queue.ts';
import type { QueueSelection } from '../../../domain/queue/outgoing-queue.ts';
import type { LaneView, QueuedMessageView, QueueSelectionInput } from '../../../wire/admin/mail-schemas.ts';
import type { AdminDependencies, Handlers } from '../handler.ts';
import { isoOrNull, namesOfAccounts } from '../views.ts';

const DEFAULT_HOLD_REASON = 'an administrator holds it';

export const queueHandlers: Handlers<'queue'> = {
  async 'queue.list'({ query }, dependencies) {
    const { queue } = dependencies;
    const { query: text, lane, userId, held, after, limit } = query;
    const messages = await queue.list({
      limit,
      ...(text === undefined ? {} : { text }),
      ...(lane === undefined ? {} : { lane }),
      ...(userId === undefined ? {} : { account: await accountOf(userId, dependencies) }),
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
    return { messages: await viewMessages(messages, dependencies) };
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
  async 'queue.retry'({ body }, dependencies, { userId }) {
    return { changed: await dependencies.queue.retry(await select(body, dependencies), userId) };
  },
  async 'queue.hold'({ body: { because, ...selection } }, dependencies, { userId }) {
    const reason = because ?? DEFAULT_HOLD_REASON;
    return { changed: await dependencies.queue.hold(await select(selection, dependencies), reason, userId) };
  },
  async 'queue.release'({ body }, dependencies, { userId }) {
    return { changed: await dependencies.queue.release(await select(body, dependencies), userId) };
  },
  async 'queue.bounce'({ body }, dependencies, { userId }) {
    return { changed: await dependencies.queue.bounce(await select(body, dependencies), userId) };
  },
  async 'queue.delete'({ body }, dependencies, { userId }) {
    return { changed: await dependencies.queue.delete(await select(body, dependencies), userId) };
  },
};

async function select(input: QueueSelectionInput, dependencies: AdminDependencies): Promise<QueueSelection> {
  if (input.queueIds !== undefined) return { queueIds: input.queueIds };
  if (input.lane !== undefined) return { lane: input.lane };
  if (input.userId !== undefined) return { account: await accountOf(input.userId, dependencies) };
  return input.held === true ? { isHeld: true } : { all: true };
}

async function accountOf(userId: string, { users }: AdminDependencies): Promise<AccountId> {
  return (await users.get(userId)).account;
}

async function viewMessages(
  messages: readonly QueuedMessage[],
  { store }: AdminDependencies,
): Promise<QueuedMessageView[]> {
  const userIds = await namesOfAccounts(
    store,
    messages.map((message) => message.account),
  );
  return messages.map((message) => ({
    id: message.id,
    queueId: message.queueId,
    sender: message.returnPath.address,
    origin: message.origin,
    userId: message.account === null ? null : (userIds.get(message.account) ?? null),
    sizeBytes: message.sizeBytes,
    queuedAt: new Date(message.queuedAtMs).toISOString(),
    heldBecause: message.heldBecause,
    notBefore: isoOrNull(message.notBeforeMs),
    priority: message.priority,
    recipients: message.recipients.map(({ address, lane, attempts, nextAttemptAtMs, lastAttempt }) => ({
      address,
      lane,
      attempts,
      nextAttemptAt: new Date(nextAttemptAtMs).toISOString(),
      lastAttempt:
        lastAttempt === null
          ? null
          : {
              at: new Date(lastAttempt.atMs).toISOString(),
              host: lastAttempt.host,
              address: lastAttempt.address,
              status: lastAttempt.status,
              text: lastAttempt.text,
            },
    })),
  }));
}
