/** Mailboxes as the transports use them. */
export type {
  AccountMailboxes,
  AppendBatch,
  AppendMessage,
  CreateOptions,
  MailboxEvent,
  MessageReceiver,
  StoredFlags,
  StoreFlagsRequest,
} from './account-mailboxes.ts';
export { type IncomingMessage, type ReceivedMessage, type ReceiveOptions, receiveMessage } from './arrival.ts';
export { endsSignIn } from './ends-sign-in.ts';
export { createMailboxService, type MailboxService, type MailboxServiceOptions } from './mailbox-service.ts';
export type {
  ChangedMessage,
  MailboxChanges,
  MailboxSession,
  MessageVisitor,
  ScanSlice,
  SelectedState,
  VanishedRequest,
} from './mailbox-session.ts';
export {
  MESSAGE_FIELDS,
  type SectionKind,
  type SectionRequest,
  type StoredMessage,
  type StoredMessageRow,
  WHOLE_MESSAGE_FIELDS,
  type WholeMessageRow,
} from './message-reader.ts';
export {
  countOf,
  isInRanges,
  type MessageSet,
  NO_MESSAGES,
  type NumberRange,
  rangesOf,
  sliceSet,
} from './message-set.ts';
export { effectiveQuota, isOverQuota, type QuotaState } from './quota.ts';
export type { Day, SearchQuery } from './search/search-query.ts';
export type { SearchOptions, SearchResult } from './search/search-result.ts';
export type { PartialRange, SectionBytes } from './section-bytes.ts';
export { watchPrincipals } from './watch-principals.ts';
