/**
 * Writes are data: each operation is atomic, executed by the engine's one writer without an await inside, and answered
 * only when it is on stable storage. What was read and decided on travels along as a precondition; when it no longer
 * holds, the operation fails with `conflict` and the domain decides again.
 */
import type {
  DeleteQuarantined,
  Deliver,
  DeliverResult,
  Quarantine,
  ReleaseQuarantined,
  SettleOutgoing,
  UpdateQueue,
  UpdateQueueResult,
} from './delivery-operations.ts';
import type {
  AddDkimKey,
  AddSecondFactor,
  CreateAlias,
  CreateDomain,
  CreateGroup,
  CreateSession,
  CreateUser,
  DeleteAlias,
  DeleteCredential,
  DeleteDomain,
  DeleteGroup,
  DeleteSecondFactor,
  DeleteUser,
  EndSessions,
  ForgetExpired,
  Initialise,
  NoteCredentialUse,
  SetCredential,
  SetDkimKeyStates,
  SetMailRoute,
  SetSetting,
  UpdateAlias,
  UpdateDomain,
  UpdateGroup,
  UpdateSession,
  UpdateUser,
  UseSecondFactor,
} from './directory-operations.ts';
import type {
  AccountId,
  AliasId,
  CredentialId,
  DkimKeyId,
  DomainId,
  GroupId,
  MailboxId,
  QuarantineId,
  SecondFactorId,
  SessionId,
} from './ids.ts';
import type {
  AppendEmails,
  AppendResult,
  CopyEntries,
  CopyResult,
  CreateMailbox,
  DeleteMailbox,
  ExpungeEntries,
  ExpungeResult,
  RenameMailbox,
  StoreFlags,
  StoreFlagsResult,
  SubscribeName,
  UpdateMailbox,
} from './mailbox-operations.ts';

/** Each operation with its result. A new operation is a new line here, and does not compile until every engine has it. */
export interface OperationResults {
  deliver: [Deliver, DeliverResult];
  'settle-outgoing': [SettleOutgoing, { readonly isGone: boolean }];
  'update-queue': [UpdateQueue, UpdateQueueResult];
  quarantine: [Quarantine, { readonly quarantined: QuarantineId }];
  'release-quarantined': [ReleaseQuarantined, DeliverResult];
  'delete-quarantined': [DeleteQuarantined, { readonly deleted: readonly QuarantineId[] }];
  'append-emails': [AppendEmails, AppendResult];
  'store-flags': [StoreFlags, StoreFlagsResult];
  'copy-entries': [CopyEntries, CopyResult];
  'expunge-entries': [ExpungeEntries, ExpungeResult];
  'create-mailbox': [CreateMailbox, { readonly mailbox: MailboxId }];
  'rename-mailbox': [RenameMailbox, null];
  'delete-mailbox': [DeleteMailbox, null];
  'update-mailbox': [UpdateMailbox, null];
  'subscribe-name': [SubscribeName, null];
  initialise: [Initialise, { readonly domain: DomainId; readonly admin: AccountId }];
  'create-domain': [CreateDomain, { readonly domain: DomainId }];
  'update-domain': [UpdateDomain, null];
  'delete-domain': [DeleteDomain, null];
  'add-dkim-key': [AddDkimKey, { readonly key: DkimKeyId }];
  'set-dkim-key-states': [SetDkimKeyStates, null];
  'set-mail-route': [SetMailRoute, null];
  'create-user': [CreateUser, { readonly account: AccountId }];
  'update-user': [UpdateUser, null];
  'delete-user': [DeleteUser, null];
  'set-credential': [SetCredential, { readonly credential: CredentialId }];
  'delete-credential': [DeleteCredential, null];
  'create-group': [CreateGroup, { readonly group: GroupId }];
  'update-group': [UpdateGroup, null];
  'delete-group': [DeleteGroup, null];
  'note-credential-use': [NoteCredentialUse, null];
  'add-second-factor': [AddSecondFactor, { readonly factor: SecondFactorId }];
  'use-second-factor': [UseSecondFactor, null];
  'delete-second-factor': [DeleteSecondFactor, null];
  'create-session': [CreateSession, { readonly session: SessionId }];
  'update-session': [UpdateSession, null];
  'end-sessions': [EndSessions, { readonly ended: readonly SessionId[] }];
  'forget-expired': [ForgetExpired, { readonly isDone: boolean }];
  'create-alias': [CreateAlias, { readonly alias: AliasId }];
  'update-alias': [UpdateAlias, null];
  'delete-alias': [DeleteAlias, null];
  'set-setting': [SetSetting, null];
}

export type OperationKind = keyof OperationResults;
export type Operation = OperationResults[OperationKind][0];
export type ResultOf<O extends Operation> = OperationResults[O['kind']][1];
