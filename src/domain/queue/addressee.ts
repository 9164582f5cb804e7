/** Whom a notice about a message is for, and where that leads. RFC 5321 section 6.1 */
import { foldName } from '../../base/name.ts';
import { formatMailAddress } from '../../formats/address/mail-address.ts';
import { NO_FLAGS } from '../ports/flags.ts';
import type { QueuedMessage } from '../ports/queue.ts';
import type { Store } from '../ports/store.ts';
import type { Settings } from '../settings/settings.ts';
import type { NoticeKind } from './notice-text.ts';
import type { NoticePlaces } from './notice-writer.ts';

export interface Addressee {
  readonly to: string;
  readonly places: NoticePlaces;
  /** He has sent it; else he gets the errors of what is sent on, or of notices. */
  readonly isSender: boolean;
}

export interface AddresseeDeps {
  readonly store: Pick<Store, 'reader'>;
  readonly settings: Pick<Settings, 'get'>;
  readonly placesOf: (address: string) => Promise<NoticePlaces>;
}

export const POSTMASTER = 'postmaster';

type Subject = Pick<QueuedMessage, 'returnPath' | 'origin' | 'account'>;

/** Null where nobody is to be told: a notice is never answered by a notice. @param domain whose postmaster it would be. */
export async function findAddressee(
  deps: AddresseeDeps,
  kind: NoticeKind,
  about: Subject,
  domain: string,
): Promise<Addressee | null> {
  const { returnPath, origin } = about;
  const to = returnPath.address === '' ? substitute(kind, deps.settings, domain) : returnPath.address;
  if (to === null) return null;
  const forwarder = await placesOfForwarder(deps.store, about);
  const places = forwarder ?? (await deps.placesOf(to));
  if (places.local.length + places.remote.length === 0) return null;
  return { to, places, isSender: returnPath.address !== '' && origin !== 'list' && forwarder === null };
}

/**
 * Who hears that what he has forwarded does not arrive hears it here: there it would not arrive either. Null where the
 * errors are somebody else's.
 */
async function placesOfForwarder(store: Pick<Store, 'reader'>, about: Subject): Promise<NoticePlaces | null> {
  const { origin, account, returnPath } = about;
  if (origin !== 'forwarded' || account === null) return null;
  const user = await store.reader().directory.user(account);
  if (user === null) return null;
  const address = formatMailAddress({ localPart: user.localPart, domain: user.domainName });
  if (foldName(address) !== foldName(returnPath.address)) return null;
  return { local: [{ account, mailbox: null, ...NO_FLAGS }], remote: [] };
}

/** A notice that cannot be delivered is nobody's but the postmaster's, if he wants it. RFC 5321 section 6.1 */
function substitute(kind: NoticeKind, settings: Pick<Settings, 'get'>, domain: string): string | null {
  const isWanted = kind === 'failure' && settings.get('undeliverableNotices') === 'postmaster';
  return isWanted ? `${POSTMASTER}@${domain}` : null;
}
