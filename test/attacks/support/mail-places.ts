/** Where mail went: everything that a store holds of it, here and on the way out. */
import { deepStrictEqual } from 'node:assert/strict';
import type { QueuedMessage } from '../../../src/domain/ports/queue.ts';
import { applyOne } from '../../../src/domain/ports/store.ts';
import type { Office } from '../../support/smtp-office.ts';

/** More than a test makes; a bomb shows as this many. */
const MAX_LISTED = 1000;

export interface MailPlaces {
  /** Messages of each user who has any, in all mailboxes. */
  readonly mailboxes: Readonly<Record<string, number>>;
  /** Recipients of outgoing mail, as `return path → address`, in alphabetical order. */
  readonly leaving: readonly string[];
}

export const NOWHERE: MailPlaces = { mailboxes: {}, leaving: [] };

export async function mailPlaces({ store }: Office): Promise<MailPlaces> {
  const reader = store.reader();
  const mailboxes: Record<string, number> = {};
  for (const user of await reader.directory.listUsers(null, { limit: MAX_LISTED })) {
    const { messageCount } = await reader.mailboxes.usage(user.account);
    if (messageCount > 0) mailboxes[user.userId] = messageCount;
  }
  const leaving = (await queuedMail({ store })).flatMap(({ returnPath, recipients }) =>
    recipients.map(({ address }) => `${returnPath.address} → ${address}`),
  );
  return { mailboxes, leaving: leaving.sort() };
}

/** For what follows each test; throws where there is any. */
export async function assertNowhere(office: Office): Promise<void> {
  deepStrictEqual(await mailPlaces(office), NOWHERE);
}

export async function queuedMail({ store }: Pick<Office, 'store'>): Promise<readonly QueuedMessage[]> {
  return await store.reader().queue.list({ limit: MAX_LISTED });
}

/** Has the mail of a user, or of a new one, sent on. */
export async function forward(
  office: Office,
  userId: string,
  addresses: readonly string[],
  keepsCopy: boolean,
): Promise<void> {
  const known = await office.store.reader().directory.findUser(userId);
  const account = known?.account ?? (await office.addUser(userId));
  const forwarding = { addresses, keepsCopy };
  await applyOne(office.store, { kind: 'update-user', account, expectVersion: null, forwarding });
}
