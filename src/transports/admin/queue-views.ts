/** Messages of the queue as the management API shows them. */
import { buffer } from 'node:stream/consumers';
import type { ContentStore } from '../../domain/ports/contents.ts';
import type { AccountId } from '../../domain/ports/ids.ts';
import type { AttemptSummary, QueuedMessage, QueuedRecipient } from '../../domain/ports/queue.ts';
import { expiresAtMs } from '../../domain/queue/fate.ts';
import { decodeHeaderText } from '../../formats/mime/encoded-words.ts';
import { firstValue, parseHeaders } from '../../formats/mime/headers.ts';
import type { QueuedMessageView, ShownMessageView } from '../../wire/admin/mail-schemas.ts';
import type { AdminDependencies } from './handler.ts';
import { isoOrNull, namesOfAccounts } from './views.ts';

export async function viewMessages(
  messages: readonly QueuedMessage[],
  { store }: Pick<AdminDependencies, 'store'>,
): Promise<QueuedMessageView[]> {
  const userIds = await namesOfAccounts(
    store,
    messages.map(({ account }) => account),
  );
  return messages.map((message) => viewMessage(message, userIds));
}

/** With what only the message itself and the settings tell. */
export async function showMessages(
  messages: readonly QueuedMessage[],
  { store, settings }: Pick<AdminDependencies, 'store' | 'settings'>,
): Promise<ShownMessageView[]> {
  const userIds = await namesOfAccounts(
    store,
    messages.map(({ account }) => account),
  );
  const times = { lifetimeMs: settings.get('queueLifetimeMs'), noticeLifetimeMs: settings.get('noticeLifetimeMs') };
  return Promise.all(
    messages.map(async (message) => ({
      ...viewMessage(message, userIds),
      subject: await readSubject(store.contents, message),
      expiresAt: new Date(expiresAtMs(message, times)).toISOString(),
      envelope: viewEnvelope(message),
    })),
  );
}

function viewMessage(message: QueuedMessage, userIds: ReadonlyMap<AccountId, string>): QueuedMessageView {
  return {
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
    recipients: message.recipients.map(viewRecipient),
  };
}

function viewEnvelope({ returnPath, requiresTls, deliverBy }: QueuedMessage): ShownMessageView['envelope'] {
  const { envelopeId, returnContent, body, smtpUtf8 } = returnPath;
  const until = deliverBy && { at: new Date(deliverBy.atMs).toISOString(), mode: deliverBy.mode };
  return { envelopeId, returnContent, body, smtpUtf8, requiresTls, deliverBy: until };
}

/** Of a header in which the subject is looked for. */
const MAX_HEADER_BYTES = 128 * 1024;

async function readSubject(
  contents: Pick<ContentStore, 'stream'>,
  { content, sizeBytes }: QueuedMessage,
): Promise<string | null> {
  const header = await buffer(contents.stream(content, 0, Math.min(sizeBytes, MAX_HEADER_BYTES)));
  const value = firstValue(parseHeaders(header), 'subject');
  return value === null ? null : decodeHeaderText(value);
}

function viewRecipient(recipient: QueuedRecipient): QueuedMessageView['recipients'][number] {
  const { address, lane, attempts, nextAttemptAtMs, lastAttempt, notify, originalRecipient } = recipient;
  return {
    address,
    lane,
    attempts,
    nextAttemptAt: new Date(nextAttemptAtMs).toISOString(),
    lastAttempt: lastAttempt && viewAttempt(lastAttempt),
    notify: notify && [...notify],
    originalRecipient,
  };
}

function viewAttempt({ atMs, host, address, status, text }: AttemptSummary) {
  return { at: new Date(atMs).toISOString(), host, address, status, text };
}
