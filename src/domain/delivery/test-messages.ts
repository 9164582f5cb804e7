/** A message by which an administrator sees that mail works: written by the server in his name, and submitted like any other. */
import { translator } from '../../../locales/index.ts';
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import type { Logger } from '../../base/log.ts';
import { formatMailAddress, type MailAddress } from '../../formats/address/mail-address.ts';
import { composeLetter } from '../../formats/dsn/compose-letter.ts';
import type { Caller } from '../access/caller.ts';
import { findUserByLogin } from '../access/login.ts';
import { ADMIN_USER_ID } from '../directory/domains.ts';
import { mailOf } from '../directory/mail-of.ts';
import { noSuch } from '../directory/no-such.ts';
import type { User } from '../ports/directory.ts';
import { NULL_RETURN_PATH } from '../ports/queue.ts';
import type { Store } from '../ports/store.ts';
import type { Settings } from '../settings/settings.ts';
import { type AcceptedRecipient, type Envelope, NO_WISHES } from './envelope.ts';
import { parseAddressOrNull } from './parse-address.ts';
import type { Receiving } from './receiving.ts';
import { MessageRefused, MessageRefusedByRule } from './refusals.ts';
import { formatDate } from './trace-header.ts';

export interface SentTestMessage {
  /** By it the trace tells what becomes of the message. */
  readonly queueId: string;
  readonly from: string;
  readonly to: string;
  /** False: it was refused; the trace says why. */
  readonly isTaken: boolean;
}

export interface TestMessages {
  /**
   * Resolves when the message is filed, or queued for another server.
   *
   * @param to an address, or the User ID of whose it is; null: to oneself.
   *
   * Throws Failure `not-found` (the user), `invalid` (no address), `no-space`, `unavailable`.
   */
  send(by: Caller, to: string | null): Promise<SentTestMessage>;
}

export interface TestMessagesDeps {
  readonly receiving: Pick<Receiving, 'resolveRecipient' | 'begin' | 'nextQueueId' | 'refused'>;
  readonly store: Store;
  readonly settings: Pick<Settings, 'get'>;
  readonly clock: Clock;
  readonly hostname: string;
  readonly log: Logger;
}

/** Checks and filters take their time; somebody waits. */
const TIMEOUT_MS = 60_000;
const CLIENT = { name: 'localhost', address: '', port: 0, protocol: 'local', tls: null } as const;
const REFUSED = 550;

export function createTestMessages(deps: TestMessagesDeps): TestMessages {
  const { receiving, store } = deps;

  const senderOf = async ({ reach }: Caller): Promise<User> => {
    const { directory } = store.reader();
    // The server itself has no mailbox.
    const user = reach.account === null ? null : await directory.user(reach.account);
    const sender = user ?? (await directory.findUser(ADMIN_USER_ID));
    if (sender === null) throw noSuch('user', ADMIN_USER_ID);
    return sender;
  };
  const addressOf = async (to: string): Promise<MailAddress> => {
    const isAddress = to.includes('@');
    const user = isAddress ? null : await findUserByLogin(store.reader(), to);
    if (!isAddress && user === null) throw noSuch('user', to);
    const address = parseAddressOrNull(user === null ? to : mailOf(user));
    if (address === null) {
      const detail = { field: 'to', problem: 'not-an-address' };
      throw new Failure('invalid', `not a mail address: ${to}`, { detail });
    }
    return address;
  };

  return {
    async send(by, to) {
      const sender = await senderOf(by);
      const from = mailOf(sender);
      const address = await addressOf(to ?? from);
      const sent = { queueId: receiving.nextQueueId(), from, to: formatMailAddress(address) };
      const context = { maySubmit: true, isFromNobody: false, declaredBytes: null };
      const { accepted, refusal } = await receiving.resolveRecipient(address, context);
      if (accepted === undefined) {
        const facts = { client: CLIENT.name, from, recipient: sent.to, code: REFUSED, reason: refusal };
        receiving.refused(sent.queueId, facts);
        return { ...sent, isTaken: false };
      }
      const message = compose(deps, sender, sent);
      return { ...sent, isTaken: await submit(deps, describe(sender, from, accepted), message, sent) };
    },
  };
}

type Sent = Omit<SentTestMessage, 'isTaken'>;

/** In the language of who gets it first: the administrator who looks on. */
function compose({ settings, clock, hostname }: TestMessagesDeps, sender: User, { queueId, from, to }: Sent): Buffer {
  const language = sender.language ?? settings.get('defaultLanguage');
  const t = translator(language);
  const nowMs = clock.nowMs();
  const header = {
    from: { name: `${sender.profile.firstName} ${sender.profile.lastName}`.trim() || sender.userId, address: from },
    to,
    subject: t('notice.test.subject', { host: hostname }),
    date: formatDate(nowMs, -new Date(nowMs).getTimezoneOffset()),
    messageId: `${queueId.toLowerCase()}@${hostname}`,
  };
  return composeLetter(header, t('notice.test.text', { host: hostname, id: queueId }), language);
}

function describe(sender: User, from: string, accepted: AcceptedRecipient): Envelope {
  return {
    source: 'submission',
    sender: parseAddressOrNull(from),
    returnPath: { ...NULL_RETURN_PATH, address: from },
    wishes: NO_WISHES,
    recipients: [{ ...accepted, notify: null, originalRecipient: null }],
    client: CLIENT,
    look: null,
    submitter: sender.account,
    userId: sender.userId,
    declaredBytes: null,
  };
}

/** Whether it was taken. */
async function submit(
  { receiving, log }: TestMessagesDeps,
  envelope: Envelope,
  message: Buffer,
  { queueId, from, to }: Sent,
): Promise<boolean> {
  try {
    await using mail = await receiving.begin(envelope, log, AbortSignal.timeout(TIMEOUT_MS), queueId);
    await mail.write(message);
    return (await mail.finish()).isFiled.includes(true);
  } catch (error) {
    const isByRule = error instanceof MessageRefusedByRule;
    if (!isByRule && !(error instanceof MessageRefused)) throw error;
    const facts = { client: CLIENT.name, from, recipient: null, code: isByRule ? error.replyCode : REFUSED };
    receiving.refused(
      queueId,
      { ...facts, reason: isByRule ? error.text : error.reason },
      { recipients: [to], messageId: null, subject: null },
    );
    return false;
  }
}
