/** Tells senders who asked for it that their message has arrived. RFC 3461 section 5.2 */
import type { FoundOrigin, KeptEnvelope } from '../ports/kept-envelope.ts';
import type { NoticeSubject } from '../queue/notice-writer.ts';
import type { SuccessNotices } from '../queue/success-notices.ts';
import type { EnvelopeRecipient } from './envelope.ts';
import type { Treatment } from './judge-recipients.ts';
import type { FilingPlan } from './plan-filing.ts';
import { isReturnPathProven } from './proven-sender.ts';

export interface ArrivedMessage
  extends Pick<KeptEnvelope, 'submitter' | 'returnPath' | 'wishes'>,
    Pick<NoticeSubject, 'queueId' | 'content' | 'sizeBytes' | 'arrivedAtMs'> {
  readonly recipients: readonly EnvelopeRecipient[];
  /** Of the recipients, in their order. */
  readonly treatments: readonly Treatment[];
  readonly authentication: FoundOrigin | null;
}

/** Nobody waits for it: the message has arrived. */
export function tellOfSuccess(notices: SuccessNotices, message: ArrivedMessage, { places }: FilingPlan): void {
  const { recipients, treatments, returnPath, submitter, authentication } = message;
  if (recipients.every(({ notify }) => notify === null) || isDoubtful(authentication)) return;
  const arrived = recipients.flatMap((recipient, index) => {
    const { notify, address, originalRecipient, alias } = recipient;
    const isHere = (places[index]?.copies.length ?? 0) > 0;
    if (notify?.includes('success') !== true || (!isHere && alias === null)) return [];
    // The sender of junk is seldom who it says: whoever that is did not ask for anything.
    if (treatments[index]?.action !== 'deliver') return [];
    return [
      { address, notify, originalRecipient, action: alias === null ? ('delivered' as const) : ('expanded' as const) },
    ];
  });
  if (arrived.length === 0 || returnPath.address === '') return;
  const account = typeof submitter === 'number' ? submitter : null;
  const { queueId, content, sizeBytes, arrivedAtMs, wishes } = message;
  const { deliverBy, notBeforeMs } = wishes;
  void notices.tell({ queueId, returnPath, account, deliverBy, notBeforeMs, arrivedAtMs, content, sizeBytes }, arrived);
}

/**
 * Nothing vouches for the return path of what another server brought: whom it names may never have written, and anybody
 * could have us write to anybody.
 */
function isDoubtful(authentication: FoundOrigin | null): boolean {
  return authentication !== null && !isReturnPathProven(authentication);
}
