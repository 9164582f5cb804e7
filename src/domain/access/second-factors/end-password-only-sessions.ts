/**
 * With the first second factor a password alone opens nothing any more, so what it has opened ends, but for the browser in
 * which the factor was made. Programs that were given tokens keep them: they never had the password. Connections of IMAP,
 * POP3, SMTP and LDAP are let go where the change feed is followed (domain/mailbox/mailbox-events.ts).
 */
import type { NewAuditEntry } from '../../ports/audit.ts';
import type { AccountId, SessionId } from '../../ports/ids.ts';
import { applyOne, type Store } from '../../ports/store.ts';

/** @param auditOf its entry in the log, with the names of what ends. */
export async function endPasswordOnlySessions(
  store: Store,
  account: AccountId,
  present: SessionId | null,
  auditOf: (clients: readonly string[]) => { readonly audit: NewAuditEntry },
): Promise<void> {
  const all = await store.reader(store.feed.position).directory.sessions(account);
  const ended = all.filter(({ id, kind }) => kind === 'web' && id !== present);
  if (ended.length === 0) return;
  const sessions = ended.map(({ id }) => id);
  await applyOne(store, { kind: 'end-sessions', account, sessions, ...auditOf(ended.map(({ client }) => client)) });
}
