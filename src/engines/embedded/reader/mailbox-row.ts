import type { AccountId, MailboxId, ModSeq, Uid, UidValidity } from '../../../domain/ports/ids.ts';
import type { Mailbox, SpecialUse } from '../../../domain/ports/mailboxes.ts';

export const SELECT_MAILBOX = `
  SELECT id, account, path, uid_validity, uid_next, highest_mod_seq, message_count, unseen_count, deleted_count,
    size_bytes, deleted_bytes, first_recent_uid, forgotten_mod_seq, special_use, is_subscribed
  FROM mailbox`;

export type MailboxTuple = [
  id: MailboxId,
  account: AccountId,
  path: string,
  uidValidity: UidValidity,
  uidNext: Uid,
  highestModSeq: ModSeq,
  messageCount: number,
  unseenCount: number,
  deletedCount: number,
  sizeBytes: number,
  deletedBytes: number,
  firstRecentUid: Uid,
  forgottenModSeq: ModSeq,
  specialUse: string,
  isSubscribed: 0 | 1,
];

export function toMailbox(row: MailboxTuple): Mailbox {
  const [id, account, path, uidValidity, uidNext, highestModSeq, messageCount, unseenCount, deletedCount] = row;
  const [sizeBytes, deletedBytes, firstRecentUid, forgottenModSeq, specialUse, isSubscribed] = row.slice(9) as [
    number,
    number,
    Uid,
    ModSeq,
    string,
    0 | 1,
  ];
  return {
    ...{ id, account, path, uidValidity, uidNext, highestModSeq, messageCount, unseenCount, deletedCount },
    ...{ sizeBytes, deletedBytes, firstRecentUid, forgottenModSeq },
    specialUse: specialUse === '' ? [] : (specialUse.split(' ') as SpecialUse[]),
    isSubscribed: isSubscribed === 1,
  };
}
