/**
 * What clients have seen of mailboxes so far, and what may therefore never be seen again: a UID that names another
 * message, a UIDVALIDITY, UIDNEXT or ModSeq that falls, a change without a higher ModSeq. SECURITY section 1, point 2
 */
export interface SeenMessage {
  readonly uid: number;
  readonly modSeq: number;
  /** In order, with a space between each two. */
  readonly flags: string;
  /** The id of the test's message. */
  readonly id: string;
}

export interface SeenMailbox {
  readonly name: string;
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly highestModSeq: number;
  readonly messages: readonly SeenMessage[];
}

interface Remembered {
  readonly last: SeenMailbox;
  /** Every message that ever was there, by its UID. */
  readonly everSeen: Map<number, SeenMessage>;
}

export class MailboxHistory {
  readonly #mailboxes = new Map<string, Remembered>();

  /** The id that a UID of a mailbox had when it was last looked at. */
  idOf(user: string, mailbox: string, uid: number): string | undefined {
    return this.#mailboxes.get(`${user}/${mailbox}`)?.everSeen.get(uid)?.id;
  }

  /** Compares what is there now with what was, remembers it, and returns what is wrong. */
  observe(user: string, now: SeenMailbox): string[] {
    const key = `${user}/${now.name}`;
    const before = this.#mailboxes.get(key);
    const everSeen = before?.everSeen ?? new Map<number, SeenMessage>();
    const wrong = [...contradictions(now), ...(before === undefined ? [] : compare(before, now))];
    for (const message of now.messages) everSeen.set(message.uid, message);
    this.#mailboxes.set(key, { last: now, everSeen });
    return wrong.map((what) => `${key}: ${what}`);
  }
}

function contradictions({ uidNext, highestModSeq, messages }: SeenMailbox): string[] {
  return messages.flatMap(({ uid, modSeq }) => [
    ...(uid >= uidNext ? [`UID ${uid} is not below UIDNEXT ${uidNext}`] : []),
    ...(modSeq > highestModSeq ? [`ModSeq ${modSeq} of UID ${uid} is above HIGHESTMODSEQ ${highestModSeq}`] : []),
  ]);
}

function compare({ last, everSeen }: Remembered, now: SeenMailbox): string[] {
  const wrong: string[] = [];
  for (const name of ['uidValidity', 'uidNext', 'highestModSeq'] as const) {
    if (now[name] < last[name]) wrong.push(`${name} fell from ${last[name]} to ${now[name]}`);
  }
  if (now.uidValidity !== last.uidValidity) wrong.push(`UIDVALIDITY changed to ${now.uidValidity}`);
  for (const { uid, id, flags, modSeq } of now.messages) {
    const known = everSeen.get(uid);
    if (known === undefined) {
      if (uid < last.uidNext) wrong.push(`UID ${uid} is new and below the former UIDNEXT ${last.uidNext}`);
    } else if (known.id !== id) {
      wrong.push(`UID ${uid} was ${known.id} and is ${id}`);
    } else if (modSeq < known.modSeq || (flags !== known.flags && modSeq === known.modSeq)) {
      wrong.push(`UID ${uid}: flags "${known.flags}" at ModSeq ${known.modSeq}, now "${flags}" at ${modSeq}`);
    }
  }
  return wrong;
}
