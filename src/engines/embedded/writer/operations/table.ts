/** Every operation with what executes it: one that is missing does not compile. */
import type { HandlerTable } from '../context.ts';
import { addDkimKey } from './add-dkim-key.ts';
import { addSecondFactor } from './add-second-factor.ts';
import { appendEmails } from './append-emails.ts';
import { copyEntries } from './copy-entries.ts';
import { createAlias } from './create-alias.ts';
import { createDomain } from './create-domain.ts';
import { createGroup } from './create-group.ts';
import { createMailbox } from './create-mailbox.ts';
import { createSession } from './create-session.ts';
import { createUser } from './create-user.ts';
import { deleteAlias } from './delete-alias.ts';
import { deleteCredential } from './delete-credential.ts';
import { deleteDomain } from './delete-domain.ts';
import { deleteGroup } from './delete-group.ts';
import { deleteMailbox } from './delete-mailbox.ts';
import { deleteQuarantined } from './delete-quarantined.ts';
import { deleteSecondFactor } from './delete-second-factor.ts';
import { deleteUser } from './delete-user.ts';
import { deliver } from './deliver.ts';
import { endSessions } from './end-sessions.ts';
import { expungeEntries } from './expunge-entries.ts';
import { forgetExpired } from './forget-expired.ts';
import { initialise } from './initialise.ts';
import { noteCredentialUse } from './note-credential-use.ts';
import { quarantine } from './quarantine.ts';
import { releaseQuarantined } from './release-quarantined.ts';
import { renameMailbox } from './rename-mailbox.ts';
import { setCredential } from './set-credential.ts';
import { setDkimKeyStates } from './set-dkim-key-states.ts';
import { setMailRoute } from './set-mail-route.ts';
import { setSetting } from './set-setting.ts';
import { settleOutgoing } from './settle-outgoing.ts';
import { storeFlags } from './store-flags.ts';
import { subscribeName } from './subscribe-name.ts';
import { updateAlias } from './update-alias.ts';
import { updateDomain } from './update-domain.ts';
import { updateGroup } from './update-group.ts';
import { updateMailbox } from './update-mailbox.ts';
import { updateQueue } from './update-queue.ts';
import { updateSession } from './update-session.ts';
import { updateUser } from './update-user.ts';
import { useSecondFactor } from './use-second-factor.ts';

export const HANDLERS: HandlerTable = {
  deliver,
  'settle-outgoing': settleOutgoing,
  'update-queue': updateQueue,
  quarantine,
  'release-quarantined': releaseQuarantined,
  'delete-quarantined': deleteQuarantined,
  'append-emails': appendEmails,
  'store-flags': storeFlags,
  'copy-entries': copyEntries,
  'expunge-entries': expungeEntries,
  'create-mailbox': createMailbox,
  'rename-mailbox': renameMailbox,
  'delete-mailbox': deleteMailbox,
  'update-mailbox': updateMailbox,
  'subscribe-name': subscribeName,
  initialise,
  'create-domain': createDomain,
  'update-domain': updateDomain,
  'delete-domain': deleteDomain,
  'add-dkim-key': addDkimKey,
  'set-dkim-key-states': setDkimKeyStates,
  'set-mail-route': setMailRoute,
  'create-user': createUser,
  'update-user': updateUser,
  'delete-user': deleteUser,
  'set-credential': setCredential,
  'delete-credential': deleteCredential,
  'create-group': createGroup,
  'update-group': updateGroup,
  'delete-group': deleteGroup,
  'note-credential-use': noteCredentialUse,
  'add-second-factor': addSecondFactor,
  'use-second-factor': useSecondFactor,
  'delete-second-factor': deleteSecondFactor,
  'create-session': createSession,
  'update-session': updateSession,
  'end-sessions': endSessions,
  'forget-expired': forgetExpired,
  'create-alias': createAlias,
  'update-alias': updateAlias,
  'delete-alias': deleteAlias,
  'set-setting': setSetting,
};
