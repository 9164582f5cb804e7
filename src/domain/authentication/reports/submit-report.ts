/** Puts a report on its way: filed where its address is one of ours, else queued, signed as all mail of ours is. */
import type { Clock } from '../../../base/clock.ts';
import { Failure } from '../../../base/failure.ts';
import { receiveMessage } from '../../mailbox/arrival.ts';
import { NULL_RETURN_PATH } from '../../ports/queue.ts';
import { applyOne, type Store } from '../../ports/store.ts';
import type { NoticePlaces } from '../../queue/notice-writer.ts';
import { ownMail } from '../../queue/own-mail.ts';
import type { Signing } from '../signing.ts';
import type { SubmittedReport } from './send-reports.ts';

export interface ReportSubmissionDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly signing: Pick<Signing, 'sign'>;
  readonly nextQueueId: () => string;
  /** What an address leads to: here, elsewhere, or to nobody. */
  readonly placesOf: (address: string) => Promise<NoticePlaces>;
}

const SIGNING_TIMEOUT_MS = 60_000;

/** The function it returns fails with `not-found` (nobody has the address), `no-space`, `unavailable`. */
export function createReportSubmission(deps: ReportSubmissionDeps): (report: SubmittedReport) => Promise<void> {
  const { store, clock, signing, nextQueueId, placesOf } = deps;

  return async ({ from, to, message }) => {
    const { local, remote } = await placesOf(to);
    if (local.length + remote.length === 0) throw new Failure('not-found', `nobody has the address ${to}`);
    const domain = from.slice(from.lastIndexOf('@') + 1);
    // With a return path of ours, so that SPF stands behind it as well. RFC 7489 section 7.2.1.1
    const returnPath = { ...NULL_RETURN_PATH, address: from };
    const signal = AbortSignal.timeout(SIGNING_TIMEOUT_MS);
    const mail = { domain, returnPath, recipients: remote };
    const outgoing = await ownMail({ nextQueueId, sign: signing.sign }, message, mail, signal);
    await using receiver = receiveMessage(store.contents, { expectedBytes: message.length });
    await receiver.write(message);
    const content = await receiver.finish();
    await using _ = content.staged;
    const receivedAt = { ms: clock.nowMs(), offsetMinutes: 0 };
    await applyOne(store, { kind: 'deliver', content, receivedAt, local, outgoing });
  };
}
