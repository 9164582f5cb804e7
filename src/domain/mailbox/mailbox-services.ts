/** What the mailboxes of all accounts work with. */
import type { Clock } from '../../base/clock.ts';
import type { AccountPolicies } from '../access/policy/account-policies.ts';
import type { Store } from '../ports/store.ts';
import type { Settings } from '../settings/settings.ts';
import type { MailboxEvents } from './mailbox-events.ts';
import type { SearchTurns } from './search/search-turns.ts';
import type { Notifier } from './view/notifier.ts';
import type { ViewCache } from './view/view-cache.ts';

export interface MailboxServices {
  readonly store: Store;
  readonly settings: Pick<Settings, 'get'>;
  readonly policies: Pick<AccountPolicies, 'of'>;
  readonly clock: Clock;
  readonly views: ViewCache;
  readonly searchTurns: SearchTurns;
  readonly notifier: Notifier;
  readonly events: MailboxEvents;
}
