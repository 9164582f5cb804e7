/** Tells senders who asked for it that a copy was filed here, or that an alias passed it on. RFC 3461 section 5.2 */
import type { Logger } from '../../base/log.ts';
import type { OutgoingRecipient } from '../ports/queue.ts';
import { applyOne, type Store } from '../ports/store.ts';
import type { Trace } from '../trace/trace.ts';
import { wantsNotice } from './fate.ts';
import type { NoticeFacts, NoticeSubject, NoticeWriter } from './notice-writer.ts';

export interface ArrivedRecipient extends Pick<OutgoingRecipient, 'address' | 'notify' | 'originalRecipient'> {
  /** `expanded`: an alias, whose members get it without being asked for. RFC 3461 section 5.2.7.3 */
  readonly action: 'delivered' | 'expanded';
}

/** Nothing of it has left. */
export type ArrivedMessage = Omit<NoticeSubject, 'origin' | 'head'>;

export interface SuccessNotices {
  /**
   * To be called after the commit that filed the copies. Recipients who did not ask for SUCCESS are passed over.
   * Never rejects: mail that has arrived has arrived.
   */
  tell(about: ArrivedMessage, recipients: readonly ArrivedRecipient[]): Promise<void>;
}

export interface SuccessNoticeDeps {
  readonly store: Store;
  readonly log: Logger;
  readonly trace: Trace;
  readonly notices: NoticeWriter;
  readonly signal: AbortSignal;
}

const STATUS = '2.0.0';
const ARRIVED = { origin: 'submitted', head: '' } as const;

export function createSuccessNotices({ store, log, trace, notices, signal }: SuccessNoticeDeps): SuccessNotices {
  return {
    async tell(about, recipients) {
      const facts = recipients
        .filter((one) => wantsNotice(one, 'success'))
        .map((one) => toFacts(one, about.arrivedAtMs));
      if (facts.length === 0) return;
      try {
        const notice = await notices.write('success', { ...about, ...ARRIVED }, facts, signal);
        if (notice === null) return;
        await using _ = notice.deliver.content.staged;
        await applyOne(store, { kind: 'deliver', ...notice.deliver });
        for (const { address } of facts) {
          trace.add(about.queueId, 'notice', { recipient: notice.to, about: address, kind: 'success' });
        }
      } catch (error) {
        log.error({ err: error, queueId: about.queueId }, 'notice of success not written');
      }
    },
  };
}

function toFacts({ address, originalRecipient, action }: ArrivedRecipient, atMs: number): NoticeFacts {
  return {
    address,
    originalRecipient,
    channel: { kind: 'smtp' },
    action,
    status: STATUS,
    expiredAfter: null,
    reason: null,
    host: null,
    reply: '',
    code: null,
    lastAttemptAtMs: atMs,
    willRetryUntilMs: null,
  };
}
