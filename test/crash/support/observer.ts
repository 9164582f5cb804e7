/** Looks at accounts over IMAP, as a mail program would, and collects what is wrong. */
import { ImapClient, type ImapLine } from './imap-client.ts';
import type { Ledger } from './ledger.ts';
import { MailboxHistory, type SeenMailbox, type SeenMessage } from './mailbox-history.ts';
import { fingerprint, HEADER_BLOCK, idOf } from './test-message.ts';

/** A message in its place. */
export interface Found extends SeenMessage {
  readonly user: string;
  readonly mailbox: string;
}

export interface Observation {
  readonly found: readonly Found[];
  readonly wrong: readonly string[];
}

/** Bodies fetched with one command. */
const BODIES = 200;

export class Observer {
  readonly #ledger: Ledger;
  readonly #history = new MailboxHistory();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Every mailbox of the users. Bodies are read that were not seen before, or all of them. */
  async look(port: number, users: readonly string[], which: 'new bodies' | 'all bodies'): Promise<Observation> {
    const found: Found[] = [];
    const wrong: string[] = [];
    for (const user of users) {
      using client = await ImapClient.signIn(port, user);
      const { untagged } = await client.run('LIST "" *');
      for (const name of untagged.flatMap(({ text }) => /^\* LIST .* "?([^ "]+)"?$/.exec(text)?.[1] ?? [])) {
        const mailbox = await this.#read(client, user, name, which, wrong);
        wrong.push(...this.#history.observe(user, mailbox));
        found.push(...mailbox.messages.map((message) => ({ ...message, user, mailbox: name })));
      }
    }
    wrong.push(...this.#compareUids());
    return { found, wrong };
  }

  async #read(
    client: ImapClient,
    user: string,
    name: string,
    which: 'new bodies' | 'all bodies',
    wrong: string[],
  ): Promise<SeenMailbox> {
    const { untagged } = await client.run(`EXAMINE "${name}"`);
    const codes = untagged.map(({ text }) => text).join('\n');
    const code = (code: string): number => Number(new RegExp(`\\[${code} (\\d+)\\]`).exec(codes)?.[1]);
    const listed = (await client.run('UID FETCH 1:* (UID FLAGS MODSEQ)')).untagged.flatMap(parseFetched);
    const ids = new Map(listed.map(({ uid }) => [uid, this.#history.idOf(user, name, uid)]));
    const unread = listed.map(({ uid }) => uid).filter((uid) => which === 'all bodies' || ids.get(uid) === undefined);
    for (let first = 0; first < unread.length; first += BODIES) {
      const uids = unread.slice(first, first + BODIES).join(',');
      const { untagged: lines, result } = await client.ask(`UID FETCH ${uids} (UID BODY.PEEK[])`);
      if (!result.startsWith('OK')) wrong.push(`${user}/${name}: some of ${uids} cannot be read: ${result}`);
      for (const line of lines) {
        const uid = Number(/UID (\d+)/.exec(line.text)?.[1]);
        const [octets] = line.literals;
        if (octets === undefined) continue;
        ids.set(uid, this.#recognise(octets, `${user}/${name} UID ${uid}`, wrong));
      }
    }
    return {
      name,
      uidValidity: code('UIDVALIDITY'),
      uidNext: code('UIDNEXT'),
      highestModSeq: code('HIGHESTMODSEQ'),
      messages: listed.map((message) => ({ ...message, id: ids.get(message.uid) ?? 'unreadable' })),
    };
  }

  /** Compares each octet with what was sent. Returns the id. */
  #recognise(octets: string, where: string, wrong: string[]): string {
    const id = idOf(octets);
    const attempt = id === null ? undefined : this.#ledger.find(id);
    if (attempt === undefined) {
      wrong.push(`${where}: nobody sent this: ${JSON.stringify(octets.slice(0, 200))}`);
      return 'unknown';
    }
    const start = octets.length - attempt.sizeBytes;
    const added = octets.slice(0, Math.max(0, start));
    const isWhole = start >= 0 && fingerprint(octets.slice(start)) === attempt.fingerprint;
    const isOnly = attempt.isDelivered ? HEADER_BLOCK.test(added) : start === 0;
    if (!isWhole || !isOnly) wrong.push(`${where}: ${attempt.id} is torn: ${octets.length} octets`);
    return attempt.id;
  }

  /** A UID that a reply told belongs to that message for ever. */
  #compareUids(): string[] {
    return [...this.#ledger.all()].flatMap(({ id, uids }) =>
      [...uids]
        .filter(([user, uid]) => this.#history.idOf(user, 'INBOX', uid) !== id)
        .map(([user, uid]) => `${user}/INBOX: UID ${uid} was told to be ${id}`),
    );
  }
}

function parseFetched({ text }: ImapLine): Omit<SeenMessage, 'id'>[] {
  const uid = /^\* \d+ FETCH \(.*\bUID (\d+)/.exec(text)?.[1];
  const flags = /FLAGS \(([^)]*)\)/.exec(text)?.[1];
  const modSeq = /MODSEQ \((\d+)\)/.exec(text)?.[1];
  if (uid === undefined || flags === undefined || modSeq === undefined) return [];
  const names = flags.split(' ').filter((flag) => flag !== '' && flag !== '\\Recent');
  return [{ uid: Number(uid), modSeq: Number(modSeq), flags: names.sort().join(' ') }];
}
