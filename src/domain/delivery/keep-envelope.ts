/** An envelope as it is kept for later, and its recipients when that time has come. */
import type { FoundOrigin, KeptEnvelope, KeptRecipient, TransferWishes } from '../ports/kept-envelope.ts';
import type { Envelope, EnvelopeRecipient, RecipientDecision } from './envelope.ts';
import type { RecipientContext } from './resolve-recipient.ts';

export function keepEnvelope(
  { submitter, returnPath, wishes, recipients }: Envelope,
  authentication: FoundOrigin | null,
  heldBecause: string | null,
): KeptEnvelope {
  const found = authentication === null ? null : { findings: authentication.findings, header: authentication.header };
  return {
    submitter,
    returnPath,
    wishes,
    recipients: recipients.map(keepRecipient),
    authentication: found,
    heldBecause,
  };
}

/** Only what is another server's has no policy of ours. */
function keepRecipient({ address, notify, originalRecipient, policy }: EnvelopeRecipient): KeptRecipient {
  return { address, notify, originalRecipient, isElsewhere: policy === null };
}

export type ResolveText = (
  address: string,
  context: Pick<RecipientContext, 'maySubmit' | 'isHeldBack'>,
) => Promise<RecipientDecision>;

/** What becomes of a recipient now: of what was ours, nothing leaves as if it had never been. */
export async function resolveKept(
  resolve: ResolveText,
  { address, notify, originalRecipient, isElsewhere }: KeptRecipient,
  wishes: TransferWishes,
  nowMs: number,
): Promise<EnvelopeRecipient | null> {
  const isHeldBack = wishes.notBeforeMs !== null && wishes.notBeforeMs > nowMs;
  const { accepted } = await resolve(address, { maySubmit: isElsewhere, isHeldBack });
  return accepted === undefined ? null : { ...accepted, notify, originalRecipient };
}
