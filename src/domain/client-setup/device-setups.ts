/**
 * One-time links for devices: made by who is signed in and has proved his password, opened on the device itself. The app
 * password is made when the link is used, so that one which nobody used leaves nothing behind. docs/decisions/0019
 */
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import type { Mailbox } from '../../formats/client-setup/mail-server.ts';
import type { AppPasswords, AppService } from '../access/app-passwords/app-passwords.ts';
import type { Caller } from '../access/caller.ts';
import { isActive } from '../access/is-active.ts';
import { auditMade, prepareAppPassword } from '../directory/app-password-request.ts';
import { createLookUp } from '../directory/look-up.ts';
import { mailOf } from '../directory/mail-of.ts';
import { ownUser } from '../directory/own/own-user.ts';
import type { User } from '../ports/directory.ts';
import type { AccountId } from '../ports/ids.ts';
import type { Store } from '../ports/store.ts';
import { bestServers, type ClientSetup } from './client-setup.ts';
import { createTickets } from './tickets.ts';

export interface DeviceSetups {
  /**
   * For the caller's own device; he has just proved his password. The label names the app password.
   * Throws Failure `invalid` (the label), `already-exists` (there is an app password of that name), `unavailable` (no pages).
   */
  prepare(by: Caller, label: string): Promise<DeviceLink>;
  /** For somebody else's. Throws the same, `not-found`, `no-permission`. */
  prepareFor(by: Caller, userId: string, label: string): Promise<DeviceLink>;
  /** What a link is for, without using it; null for one that is over. */
  look(ticket: string): Promise<PreparedDevice | null>;
  /**
   * Uses the link up, and makes the app password. Null for one that is over, also where meanwhile the session ended in
   * which it was made, or one of the two, maker and owner of the account, is out of use or has another password, domain or
   * role. Throws Failure `already-exists`, `too-many`.
   *
   * @param address of the device, for the log.
   * @param withAddressBook whether the password should open it, too.
   */
  redeem(ticket: string, address: string, withAddressBook: boolean): Promise<ReadyDevice | null>;
}

export interface DeviceLink {
  readonly url: string;
  readonly expiresAtMs: number;
}

export interface PreparedDevice {
  readonly user: User;
  readonly label: string;
  readonly mailbox: Mailbox;
  readonly expiresAtMs: number;
}

export interface ReadyDevice extends PreparedDevice {
  readonly password: string;
}

export interface DeviceSetupsDeps {
  readonly store: Store;
  readonly appPasswords: Pick<AppPasswords, 'list' | 'make'>;
  readonly setup: ClientSetup;
  readonly clock: Clock;
}

interface Ticket {
  readonly by: Caller;
  readonly account: AccountId;
  readonly label: string;
  /** Of both, then. */
  readonly standing: string | null;
}

/** As long as it takes to find the telephone. */
export const LINK_LIFETIME_MS = 10 * 60_000;
const LIMITS = { lifetimeMs: LINK_LIFETIME_MS, uses: 1, maxPerHolder: 5, max: 10_000 };
/** The address of the page that a ticket stands behind. */
export const DEVICE_PATH = '/client-setup/';

export function createDeviceSetups({ store, appPasswords, setup, clock }: DeviceSetupsDeps): DeviceSetups {
  const tickets = createTickets<Ticket>(clock, LIMITS);
  const lookUp = createLookUp(store);

  const prepare = async (by: Caller, { account }: User, text: string): Promise<DeviceLink> => {
    const origin = setup.webOrigin();
    if (origin === null) throw new Failure('unavailable', 'there are no pages that a device could open');
    const { label } = prepareAppPassword({ label: text });
    if ((await appPasswords.list(account)).some((each) => each.label === label)) {
      throw new Failure('already-exists', 'there is an app password of that name', { detail: { field: 'label' } });
    }
    const standing = await standingOf(store, by, account);
    const { ticket, expiresAtMs } = tickets.issue(String(account), { by, account, label, standing });
    return { url: `${origin}${DEVICE_PATH}${ticket}`, expiresAtMs };
  };

  const describe = async ({ by, account, label, standing }: Ticket, expiresAtMs: number) => {
    const user = await store.reader().directory.user(account);
    if (user === null || standing === null || (await standingOf(store, by, account)) !== standing) return null;
    const mailbox = await setup.ofAddress(mailOf(user));
    return mailbox === null ? null : { user, label, mailbox, expiresAtMs };
  };

  return {
    prepare: async (by, label) => prepare(by, await ownUser(store, by), label),
    prepareFor: async (by, userId, label) => prepare(by, await lookUp.otherUser(by, userId), label),

    async look(text) {
      const found = tickets.look(text);
      return found === null ? null : describe(found.value, found.expiresAtMs);
    },

    async redeem(text, address, withAddressBook) {
      const { expiresAtMs = 0 } = tickets.look(text) ?? {};
      const ticket = tickets.take(text);
      const device = ticket === null ? null : await describe(ticket, expiresAtMs);
      if (ticket === null || device === null) return null;
      const services = servicesOf(device.mailbox, withAddressBook);
      const prepared = prepareAppPassword({ label: ticket.label, services });
      const by = { ...ticket.by, actor: { ...ticket.by.actor, service: 'http', address } };
      const { audit } = auditMade(by, clock.nowMs(), device.user, prepared);
      const { password } = await appPasswords.make(ticket.account, prepared, audit);
      return { ...device, password };
    },
  };
}

/** What a device needs and no more: mail in, mail out, and the address book where it has one. */
function servicesOf({ servers }: Mailbox, withAddressBook: boolean): AppService[] {
  const offered = bestServers(servers).map(({ protocol }) => protocol);
  const incoming = offered.includes('imap') ? 'imap' : 'pop3';
  return [incoming, 'submission', ...(withAddressBook && offered.includes('ldap') ? (['ldap'] as const) : [])];
}

/**
 * Changes with everything that lets the one make an app password for the other: then the link is over. How far the maker
 * reaches follows from his role and its domains, and from role and domain of the other. Null where there is no such right.
 */
async function standingOf(
  store: Pick<Store, 'reader'>,
  { reach, session = null }: Caller,
  account: AccountId,
): Promise<string | null> {
  const { directory } = store.reader();
  const people = [];
  for (const each of reach.account === null ? [account] : [reach.account, account]) {
    const user = await directory.user(each);
    if (user === null || !isActive(user)) return null;
    const passwords = (await directory.credentials(each)).filter(({ kind }) => kind === 'password');
    const { domain, role, roleDomains } = user;
    people.push([domain, role, roleDomains, passwords.map(({ id, createdAtMs }) => [id, createdAtMs])]);
  }
  if (session !== null && reach.account !== null) {
    const sessions = await directory.sessions(reach.account);
    if (!sessions.some(({ id }) => id === session)) return null;
  }
  return JSON.stringify(people);
}
