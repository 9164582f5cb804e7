/** A From field whose names show other addresses than it has: readers that show names alone are misled. CVE-2024-49040 */
import { parseAddressList } from '../../formats/address/address-list.ts';
import { shownAddresses } from '../../formats/address/shown-addresses.ts';

export interface MisleadingName {
  readonly shown: string;
  /** The first one of the field. */
  readonly mailbox: string;
}

/**
 * The first address in a name that is none of the mailboxes; null where there is none. Mailing lists that write in their
 * own name do so honestly: it is worth a point, and proves nothing.
 *
 * @param from unfolded bodies of the From fields.
 */
export function findMisleadingName(from: readonly string[]): MisleadingName | null {
  const entries = from.flatMap((field) => parseAddressList(field).entries);
  const mailboxes = entries.flatMap((entry) =>
    entry.kind === 'mailbox' ? [`${entry.localPart}@${entry.domain}`] : [],
  );
  const known = new Set(mailboxes.map((address) => address.toLowerCase()));
  for (const entry of entries) {
    if (entry.kind === 'group-end') continue;
    const shown = shownAddresses(entry.name ?? '').find((address) => !known.has(address.toLowerCase()));
    if (shown !== undefined) return { shown, mailbox: mailboxes[0] ?? '' };
  }
  return null;
}
