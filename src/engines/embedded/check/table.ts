/** Every kind of finding with its check: one that is missing does not compile. In the order in which they run. */
import type { FindingKind } from '../../../domain/ports/store.ts';
import { accountModseq } from './account-modseq.ts';
import { accountWithoutAddress } from './account-without-address.ts';
import { accountWithoutInbox } from './account-without-inbox.ts';
import { aliasMemberMissing } from './alias-member-missing.ts';
import { aliasWithoutOwner } from './alias-without-owner.ts';
import type { Check } from './check.ts';
import { contentDamaged } from './content-damaged.ts';
import { contentMissing } from './content-missing.ts';
import { contentOrphaned } from './content-orphaned.ts';
import { contentReferences } from './content-references.ts';
import { databaseDamaged } from './database-damaged.ts';
import { dkimKeyWithoutDomain } from './dkim-key-without-domain.ts';
import { domainWithoutPostmaster } from './domain-without-postmaster.ts';
import { emailWithoutContent } from './email-without-content.ts';
import { emailWithoutEntry } from './email-without-entry.ts';
import { entryWithoutEmail } from './entry-without-email.ts';
import { entryWithoutMailbox } from './entry-without-mailbox.ts';
import { groupMemberMissing } from './group-member-missing.ts';
import { mailboxCounters } from './mailbox-counters.ts';
import { mailboxParentMissing } from './mailbox-parent-missing.ts';
import { mailboxUidnext } from './mailbox-uidnext.ts';
import { modseqAboveHighest } from './modseq-above-highest.ts';
import { quarantineWithoutContent } from './quarantine-without-content.ts';
import { queueMessageWithoutRecipient } from './queue-message-without-recipient.ts';
import { queueRecipientState } from './queue-recipient-state.ts';
import { queueRecipientWithoutMessage } from './queue-recipient-without-message.ts';
import { queueWithoutContent } from './queue-without-content.ts';
import { quotaUsage } from './quota-usage.ts';
import { recordUnindexed } from './record-unindexed.ts';
import { secondFactorWithoutAccount } from './second-factor-without-account.ts';
import { sessionWithoutAccount } from './session-without-account.ts';
import { synonymWithoutDomain } from './synonym-without-domain.ts';
import { threadMissing } from './thread-missing.ts';
import { uidUsedTwice } from './uid-used-twice.ts';

export const CHECKS: Readonly<Record<FindingKind, Check>> = {
  'database-damaged': databaseDamaged,
  'mailbox-counters': mailboxCounters,
  'mailbox-uidnext': mailboxUidnext,
  'uid-used-twice': uidUsedTwice,
  'modseq-above-highest': modseqAboveHighest,
  'account-modseq': accountModseq,
  'quota-usage': quotaUsage,
  'entry-without-email': entryWithoutEmail,
  'entry-without-mailbox': entryWithoutMailbox,
  'email-without-content': emailWithoutContent,
  'email-without-entry': emailWithoutEntry,
  'content-references': contentReferences,
  'content-missing': contentMissing,
  'content-damaged': contentDamaged,
  'content-orphaned': contentOrphaned,
  'record-unindexed': recordUnindexed,
  'account-without-inbox': accountWithoutInbox,
  'account-without-address': accountWithoutAddress,
  'alias-without-owner': aliasWithoutOwner,
  'alias-member-missing': aliasMemberMissing,
  'domain-without-postmaster': domainWithoutPostmaster,
  'synonym-without-domain': synonymWithoutDomain,
  'group-member-missing': groupMemberMissing,
  'second-factor-without-account': secondFactorWithoutAccount,
  'session-without-account': sessionWithoutAccount,
  'thread-missing': threadMissing,
  'dkim-key-without-domain': dkimKeyWithoutDomain,
  'queue-without-content': queueWithoutContent,
  'queue-recipient-without-message': queueRecipientWithoutMessage,
  'queue-message-without-recipient': queueMessageWithoutRecipient,
  'queue-recipient-state': queueRecipientState,
  'quarantine-without-content': quarantineWithoutContent,
  'mailbox-parent-missing': mailboxParentMissing,
};
