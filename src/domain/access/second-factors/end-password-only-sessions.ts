/**
 * With the first second factor a password alone opens nothing any more, so what it has opened ends, but for the browser in
 * which the factor was made. Programs that were given tokens keep them: they never had the password. Connections of IMAP,
 * POP3, SMTP and LDAP are let go where the change feed is followed (domain/mailbox/mailbox-events.ts).
 */
import type { AccountId, SessionId } from '../../ports/ids.ts';
import { applyOne, type Store } from '../../ports/store.ts';

export async function endPasswordOnlySessions(
  store: Store,
  account: AccountId,
  present: SessionId | null,
): Promise<void> {
  const all = await store.reader(store.feed.position).directory.sessions(account);
  const sessions = all.filter(({ id, kind }) => kind === 'web' && id !== present).map(({ id }) => id);
  if (sessions.length > 0) await applyOne(store, { kind: 'end-sessions', account, sessions });
}
