/** Identifiers. Branded, so that a UID cannot be passed where a sequence number or a mailbox is meant. */
import type { Brand } from '../../base/brand.ts';

/** Below 2^21, so that account × 2^32 + email number stays an exact JavaScript number. Never used again. */
export type AccountId = Brand<number, 'AccountId'>;
/** Unique over all accounts. Never used again: a mailbox deleted and made again has another id. */
export type MailboxId = Brand<number, 'MailboxId'>;
/** Number of an email within its account, below 2^32. Stays the same through COPY and MOVE. RFC 8474 section 5.1 */
export type EmailNumber = Brand<number, 'EmailNumber'>;
/** Number of a thread within its account: the number of the email that began it. RFC 8474 section 5.2 */
export type ThreadNumber = Brand<number, 'ThreadNumber'>;
/** RFC 9051 section 2.3.1.1: 1 to 2^32 − 1, ascending, never used twice in a mailbox. */
export type Uid = Brand<number, 'Uid'>;
/** RFC 9051 section 2.3.1.1 */
export type UidValidity = Brand<number, 'UidValidity'>;
/** RFC 7162 section 3.1: one rising counter for each account, 1 to 2^53 − 1. */
export type ModSeq = Brand<number, 'ModSeq'>;
/** SHA-256 of the bytes, 64 lower-case hexadecimal digits. */
export type ContentHash = Brand<string, 'ContentHash'>;
export type DomainId = Brand<number, 'DomainId'>;
export type AliasId = Brand<number, 'AliasId'>;
export type CredentialId = Brand<number, 'CredentialId'>;
/** Of a message that leaves; never used again. The queue id that people see is another, printable one. */
export type QueueMessageId = Brand<number, 'QueueMessageId'>;
/** Of one recipient of a message in the queue. */
export type QueueRecipientId = Brand<number, 'QueueRecipientId'>;
export type QuarantineId = Brand<number, 'QuarantineId'>;
/** Never used again. */
export type GroupId = Brand<number, 'GroupId'>;
/** In the order in which they were written. */
export type AuditId = Brand<number, 'AuditId'>;
export type SecondFactorId = Brand<number, 'SecondFactorId'>;
export type SessionId = Brand<number, 'SessionId'>;
export type DkimKeyId = Brand<number, 'DkimKeyId'>;
/** Position in the change feed: the number of the commit. A later commit has a higher one. */
export type Position = Brand<number, 'Position'>;
