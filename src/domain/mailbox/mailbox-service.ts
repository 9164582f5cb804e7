/** Mailboxes of the server: gives each signed-in user its own, and shares what is open between their sessions. */
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { credentialsInUse } from '../access/credentials-in-use.ts';
import { isActive } from '../access/is-active.ts';
import type { AccountPolicies } from '../access/policy/account-policies.ts';
import type { Principal } from '../access/principal.ts';
import { needsSecondFactor } from '../access/second-factors/needs-second-factor.ts';
import type { AccountId } from '../ports/ids.ts';
import type { Store } from '../ports/store.ts';
import type { Settings } from '../settings/settings.ts';
import type { AccountMailboxes } from './account-mailboxes.ts';
import { MailboxEvents } from './mailbox-events.ts';
import type { MailboxServices } from './mailbox-services.ts';
import { OwnedMailboxes } from './owned-mailboxes.ts';
import { SearchTurns } from './search/search-turns.ts';
import { createNotifier } from './view/notifier.ts';
import { ViewCache } from './view/view-cache.ts';

/** Disposing ends the subscription to the change feed; sessions must be closed before. */
export interface MailboxService extends AsyncDisposable {
  /** Cheap; keep it as long as the connection lasts. */
  mailboxesOf(
    principal: Pick<Principal, 'account'> & Partial<Pick<Principal, 'credential' | 'session'>>,
  ): AccountMailboxes;
}

export interface MailboxServiceOptions {
  readonly store: Store;
  readonly settings: Pick<Settings, 'get'>;
  readonly policies: Pick<AccountPolicies, 'of'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Memory for sequence maps that no session has open at the moment. */
  readonly spareViewBytes?: number;
}

const SPARE_VIEW_BYTES = 64 * 1024 * 1024;

export function createMailboxService(options: MailboxServiceOptions): MailboxService {
  const { store, settings, policies, clock, log, spareViewBytes = SPARE_VIEW_BYTES } = options;
  const views = new ViewCache({ store, clock, log, spareBytes: spareViewBytes });
  const present = () => store.reader(store.feed.position).directory;
  const orStay = async (account: AccountId, check: () => Promise<boolean>): Promise<boolean> => {
    try {
      return await check();
    } catch (error) {
      // Nobody is sent away because a read failed.
      log.warn({ err: error, account }, 'cannot see whether the user may go on');
      return true;
    }
  };
  const events = new MailboxEvents({
    isActive: (account) =>
      orStay(account, async () => {
        const user = await present().user(account);
        return user !== null && isActive(user);
      }),
    isValid: (account, { credential, session }) =>
      orStay(account, async () => {
        const user = await present().user(account);
        const inUse = user === null ? [] : credentialsInUse(user, await present().credentials(account));
        const proved = inUse.find(({ id }) => id === credential);
        // A session was opened with the second factor, too; an app password does without.
        if (proved === undefined || session !== null || proved.kind === 'app-password') return proved !== undefined;
        return !needsSecondFactor(await present().secondFactors(account));
      }),
    isOpen: (account, session) =>
      orStay(account, async () => (await present().sessions(account)).some(({ id }) => id === session)),
  });
  const notifier = createNotifier((error) => log.error({ err: error }, 'a session failed when it was notified'));
  const endSubscription = store.feed.subscribe((batch) => {
    views.follow(batch);
    events.follow(batch);
  });
  const searchTurns = new SearchTurns();
  const services: MailboxServices = { store, settings, policies, clock, views, searchTurns, notifier, events };
  return {
    mailboxesOf: ({ account, credential = null, session = null }) =>
      new OwnedMailboxes(account, { credential, session }, services),
    async [Symbol.asyncDispose]() {
      endSubscription();
      await views.settle();
    },
  };
}
