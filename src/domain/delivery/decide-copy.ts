/** Where one copy of a message is filed: everything that decides about one account's own mail is asked from here. */

import type { LocalDelivery } from '../ports/delivery-operations.ts';
import { NO_FLAGS } from '../ports/flags.ts';
import { isWelcome } from '../reputation/is-welcome.ts';
import type { RecipientCopy } from './envelope.ts';
import type { FolderFinder } from './folder-finder.ts';
import type { Treatment } from './judge-recipients.ts';

export interface CopyDecision {
  readonly delivery: LocalDelivery;
  /** Why this folder, for the trace; empty where nothing speaks for another than the one that was addressed. */
  readonly because: string;
}

/**
 * Junk goes to the mailbox with the special use \Junk, where the account has one. Block lists and scores do not count
 * against those from whom it wants mail in any case. K12
 *
 * @param sender of the envelope; empty for the null reverse-path.
 */
export function decideCopy(
  folders: Pick<FolderFinder, 'findJunk'>,
  copy: RecipientCopy,
  treatment: Treatment,
  sender: string,
): CopyDecision | Promise<CopyDecision> {
  const isJunk = treatment.action !== 'deliver' && !(treatment.isByScore && isWelcome(sender, copy.welcomeSenders));
  if (!isJunk) return toFolder(copy, copy.mailbox, copy.mailbox === null ? '' : copy.decision);
  return folders.findJunk(copy.account).then((junk) => toFolder(copy, junk, treatment.because));
}

function toFolder({ account }: RecipientCopy, mailbox: RecipientCopy['mailbox'], because: string): CopyDecision {
  return { delivery: { account, mailbox, ...NO_FLAGS }, because };
}
