/** What comes in where filters give messages back. MI10 */
import type { Clock } from '../../base/clock.ts';
import type { KeptEnvelope } from '../ports/kept-envelope.ts';
import type { AddressBook } from './address-book.ts';
import type { Envelope, EnvelopeRecipient } from './envelope.ts';
import type { FilterTransit, GivenBack } from './filter-transit.ts';
import type { HeaderFacts } from './header-section.ts';
import { type ResolveText, resolveKept } from './keep-envelope.ts';
import { MessageRefused } from './refusals.ts';
import { checkAuthors } from './sender-rule.ts';

export interface TakeBackDeps {
  readonly transit: FilterTransit;
  readonly book: AddressBook;
  readonly clock: Clock;
  readonly resolve: ResolveText;
}

export interface TakenBack {
  /** Null where no filter had it: a notice of the filter's own, or anything else that a program of this machine brings. */
  readonly back: GivenBack | null;
  readonly envelope: Envelope;
}

/**
 * A message that was given out comes back as whose it was. Any other is mail of this machine: it reaches our own users,
 * and nobody else. So do recipients that the filter has added.
 *
 * Throws MessageRefused.
 */
export async function takeBack(
  deps: TakeBackDeps,
  envelope: Envelope,
  receivedFields: readonly string[],
  facts: HeaderFacts,
): Promise<TakenBack> {
  const { returnPath, recipients } = envelope;
  const addresses = recipients.map(({ address }) => address);
  const back = await deps.transit.giveBack(receivedFields, returnPath.address, addresses);
  if (back === null) {
    recipients.forEach(requireOurs);
    return { back, envelope };
  }
  try {
    const { envelope: known } = back.given;
    // Whoever has seen the token does not write in the sender's name, as little as a filter does.
    if (typeof known.submitter === 'number') await checkAuthors(deps.book, known.submitter, facts);
    const now: EnvelopeRecipient[] = [];
    for (const recipient of recipients) now.push(await recognise(deps, recipient, back, known));
    return { back, envelope: asItWas(envelope, known, now) };
  } catch (error) {
    back[Symbol.dispose]();
    throw error;
  }
}

async function recognise(
  { resolve, clock }: TakeBackDeps,
  recipient: EnvelopeRecipient,
  back: GivenBack,
  { recipients, wishes }: KeptEnvelope,
): Promise<EnvelopeRecipient> {
  const known = recipients[back.placeOf(recipient.address)];
  if (known === undefined) return requireOurs(recipient);
  const now = await resolveKept(resolve, known, wishes, clock.nowMs());
  if (now === null) throw new MessageRefused('not-given-out');
  return now;
}

/** The filter may have converted the body; what the sender wished for it does not have to know. */
function asItWas(envelope: Envelope, known: KeptEnvelope, recipients: readonly EnvelopeRecipient[]): Envelope {
  const { envelopeId, returnContent, smtpUtf8 } = known.returnPath;
  return {
    ...envelope,
    returnPath: {
      ...envelope.returnPath,
      envelopeId,
      returnContent,
      smtpUtf8: smtpUtf8 || envelope.returnPath.smtpUtf8,
    },
    wishes: known.wishes,
    recipients,
  };
}

/** Our aliases and users may have theirs forwarded, as with any other mail. */
function requireOurs(recipient: EnvelopeRecipient): EnvelopeRecipient {
  if (recipient.policy === null) throw new MessageRefused('not-given-out');
  return recipient;
}
