/** The brake of the outbound guard: what a sender has in the queue is held, and an administrator is told. */
import { translator } from '../../../locales/index.ts';
import { networkOf } from '../access/network-of.ts';
import type { Language } from '../ports/directory.ts';
import type { QueueMessageId } from '../ports/ids.ts';
import type { QueuedMessage } from '../ports/queue.ts';
import { applyOne, type Store } from '../ports/store.ts';
import type { Trace } from '../trace/trace.ts';
import type { GuardedSender } from './guarded-sender.ts';
import type { NoticeWriter } from './notice-writer.ts';
import { selectMessages } from './select-messages.ts';

export interface HoldDeps {
  readonly store: Store;
  readonly trace: Trace;
  readonly notices: NoticeWriter;
  readonly signal: AbortSignal;
}

export interface HoldCause {
  /** Many more recipients than usual; recipients that do not exist; more than the limits allow. */
  readonly key: 'surge' | 'failures' | 'limit';
  readonly count: number;
  /** What is usual, or allowed. */
  readonly usual: number;
}

/** Rejects with Failure `no-space`, `unavailable`, or the signal's reason: then it may be half done. */
export async function holdSender(
  deps: HoldDeps,
  sender: GuardedSender,
  because: string,
  cause: HoldCause,
): Promise<void> {
  const { store, trace, notices, signal } = deps;
  await holdWaiting({ store, trace }, sender, because);
  const name = await nameOf(store, sender);
  const notice = await notices.writeToPostmaster((language) => letter(language, sender.kind, name, cause), signal);
  if (notice === null) return;
  await using _ = notice.deliver.content.staged;
  await applyOne(store, { kind: 'deliver', ...notice.deliver });
}

/** The queue does not say which device a message is from: of those only what comes from now on is held. */
async function holdWaiting(
  { store, trace }: Pick<HoldDeps, 'store' | 'trace'>,
  sender: GuardedSender,
  because: string,
): Promise<void> {
  if (sender.kind === 'device') return;
  const isMeant = ({ origin }: QueuedMessage) => (origin === 'forwarded') === (sender.kind === 'forwarding');
  for await (const page of selectMessages(store, { account: sender.account }, { isHeld: false })) {
    const meant = page.filter(isMeant);
    if (meant.length === 0) continue;
    const messages = meant.map(({ id }): QueueMessageId => id);
    await applyOne(store, { kind: 'update-queue', messages, change: { kind: 'hold', because } });
    for (const { queueId } of meant) trace.add(queueId, 'held', { because });
  }
}

async function nameOf(store: Pick<Store, 'reader'>, sender: GuardedSender): Promise<string> {
  if (sender.kind === 'device') return networkOf(sender.address);
  const user = await store.reader().directory.user(sender.account);
  return user?.userId ?? String(sender.account);
}

function letter(language: Language, kind: GuardedSender['kind'], user: string, { key, count, usual }: HoldCause) {
  const t = translator(language);
  const facts = { user, number: count, usual };
  switch (kind) {
    case 'user': {
      const because = key === 'failures' ? t('guard.because.failures', facts) : t('guard.because.surge', facts);
      return { subject: t('guard.subject', { user }), text: paragraphs(because, t('guard.advice', { user })) };
    }
    case 'device':
      return {
        subject: t('guard.subject', { user }),
        text: paragraphs(t('guard.device.because', facts), t('guard.device.advice', { user })),
      };
    case 'forwarding':
      return {
        subject: t('guard.forwarding.subject', { user }),
        text: paragraphs(t('guard.forwarding.because', facts), t('guard.forwarding.advice', { user })),
      };
  }
}

function paragraphs(...texts: readonly string[]): string {
  return `${texts.join('\n\n')}\n`;
}
