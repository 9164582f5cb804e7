/** A look at everything while nothing sends: what waits, who has been told, and what has arrived. */
import { expect } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/log.ts';
import type { Uid } from '../../../src/domain/ports/ids.ts';
import type { Store } from '../../../src/domain/ports/store.ts';
import { openEmbeddedStore } from '../../../src/engines/embedded/open.ts';
import type { RelayState } from './relay-ledger.ts';
import type { RelaySink } from './relay-sink.ts';

/** More never wait. */
const MAX_MESSAGES = 100_000;
/** Rows read at once. */
const PAGE = 1000;

/**
 * Also fails the test when the checker finds anything.
 * @param directory of the store.
 * @param sender the user whose INBOX the notices are in.
 */
export async function lookAtRelay(directory: string, sender: string, sink: RelaySink): Promise<RelayState> {
  await using store = await openStore(directory);
  const findings: string[] = [];
  for await (const { kind, subject, message } of store.maintenance.check({ repair: false, verifyContents: true })) {
    findings.push(`${kind}, ${subject}: ${message}`);
  }
  expect(findings).toEqual([]);
  const waiting = new Set<string>();
  for (const { recipients } of await store.reader().queue.list({ limit: MAX_MESSAGES })) {
    for (const { address } of recipients) waiting.add(address);
  }
  const notices = await readNotices(store, sender);
  const { arrived, unanswered } = sink;
  return { waiting, notices, arrived, unanswered };
}

export function openStore(directory: string): Promise<Store> {
  return openEmbeddedStore({ directory, clock: systemClock, log: silentLogger });
}

/** Octets of all messages in the user's INBOX. */
export async function* readInbox(store: Store, userId: string): AsyncGenerator<string> {
  const { directory, mailboxes } = store.reader();
  const user = await directory.findUser(userId);
  const inbox = user === null ? null : await mailboxes.find(user.account, 'INBOX');
  if (inbox === null) return;
  for (let from = 1; from < inbox.uidNext; from += PAGE) {
    const rows = await mailboxes.scan(inbox.id, from as Uid, (from + PAGE - 1) as Uid, PAGE, ['hash']);
    for (const [hash] of rows) yield Buffer.from(await store.contents.read(hash)).toString('latin1');
  }
}

/** RFC 3464 section 2.3.2, 2.3.3 */
async function readNotices(store: Store, sender: string): Promise<Map<string, number>> {
  const notices = new Map<string, number>();
  for await (const text of readInbox(store, sender)) {
    for (const [, address = ''] of text.matchAll(/^Final-Recipient: rfc822; ?(\S+)\r\n/gim)) {
      notices.set(address, (notices.get(address) ?? 0) + 1);
    }
  }
  return notices;
}
