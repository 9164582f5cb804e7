/** Mailboxes of the server: gives each signed-in user its own, and shares what is open between their sessions. */
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { Principal } from '../access/principal.ts';
import type { Store } from '../ports/store.ts';
import type { Settings } from '../settings/settings.ts';
import type { AccountMailboxes } from './account-mailboxes.ts';

/** Disposing ends the subscription to the change feed; sessions must be closed before. */
export interface MailboxService extends AsyncDisposable {
  /** Cheap; keep it as long as the connection lasts. */
  mailboxesOf(principal: Principal): AccountMailboxes;
}

export interface MailboxServiceOptions {
  readonly store: Store;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Logger;
  /** Memory for sequence maps that no session has open at the moment. */
  readonly spareViewBytes?: number;
}

export type CreateMailboxService = (options: MailboxServiceOptions) => MailboxService;
