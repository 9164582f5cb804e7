/** A client that appends, flags, copies, moves and expunges in mailboxes of its own. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChangeModel, Placed } from './change-model.ts';
import { ImapClient } from './imap-client.ts';
import { type LoadContext, untilStopped } from './mail-load.ts';
import { makeMessage } from './test-message.ts';
import { parseUidSet } from './uid-set.ts';

export const CHANGE_MAILBOXES = ['INBOX', 'Left', 'Right'];

const MIN_MESSAGES = 10;
const MAX_MESSAGES = 60;
const FLAGS = ['\\Seen', '\\Flagged', '\\Answered', '$Work'];

export interface ChangeContext extends LoadContext {
  readonly model: ChangeModel;
}

export async function makeChangeMailboxes(port: number, user: string): Promise<void> {
  using client = await ImapClient.signIn(port, user);
  for (const name of CHANGE_MAILBOXES.slice(1)) await client.run(`CREATE ${name}`);
}

const OPEN_POLL_MS = 20;

export async function loadChanges(port: number, user: string, context: ChangeContext): Promise<void> {
  await untilStopped(context, async () => {
    // The server may be back before the test has looked at what the last command did.
    if (context.model.isOpen) return sleep(OPEN_POLL_MS);
    using client = await ImapClient.signIn(port, user);
    while (!context.isStopping()) await changeOnce(client, context);
  });
}

async function changeOnce(client: ImapClient, context: ChangeContext): Promise<void> {
  const { model, random } = context;
  const mailbox = random.pick(CHANGE_MAILBOXES);
  const present = model.in(mailbox);
  if (present.length === 0 || model.placed.length < MIN_MESSAGES) return append(client, context, mailbox);
  await client.run(`SELECT ${mailbox}`);
  const chosen = random.some(present);
  if (model.placed.length > MAX_MESSAGES) return expunge(client, context, chosen);
  const elsewhere = random.pick(CHANGE_MAILBOXES.filter((name) => name !== mailbox));
  const kind = random.below(10);
  if (kind < 2) return append(client, context, mailbox);
  if (kind < 5) return store(client, context, chosen, random.pick(['+', '-']), random.pick(FLAGS));
  if (kind < 7) return copy(client, context, chosen, elsewhere);
  if (kind < 9) return move(client, context, chosen, elsewhere);
  return expunge(client, context, chosen);
}

/** Two with one command: both or none. RFC 3502 section 6.3.11 */
async function append(client: ImapClient, { model, ledger, random }: ChangeContext, mailbox: string): Promise<void> {
  const messages = [0, 1].map(() => makeMessage(ledger.nextId('change'), random));
  for (const message of messages) ledger.begin(message, [], { isDelivered: false, isIndivisible: false });
  const added = messages.map(({ id }): Placed => ({ mailbox, uid: null, id, flags: '' }));
  const parts = messages.flatMap(({ text }) => [' ', text]).slice(1);
  await change(client, model, [...model.placed, ...added], `APPEND ${mailbox} `, ...parts);
}

async function store(
  client: ImapClient,
  { model }: ChangeContext,
  chosen: readonly Placed[],
  sign: string,
  flag: string,
): Promise<void> {
  const next = model.placed.map((placed) =>
    chosen.includes(placed) ? { ...placed, flags: changeFlags(placed.flags, sign, flag) } : placed,
  );
  await change(client, model, next, `UID STORE ${uidsOf(chosen)} ${sign}FLAGS (${flag})`);
}

async function copy(
  client: ImapClient,
  { model }: ChangeContext,
  chosen: readonly Placed[],
  mailbox: string,
): Promise<void> {
  const copies = chosen.map((placed) => ({ ...placed, mailbox, uid: null }));
  await change(client, model, [...model.placed, ...copies], `UID COPY ${uidsOf(chosen)} ${mailbox}`);
}

async function move(
  client: ImapClient,
  { model }: ChangeContext,
  chosen: readonly Placed[],
  mailbox: string,
): Promise<void> {
  const staying = model.placed.filter((placed) => !chosen.includes(placed));
  const moved = chosen.map((placed) => ({ ...placed, mailbox, uid: null }));
  await change(client, model, [...staying, ...moved], `UID MOVE ${uidsOf(chosen)} ${mailbox}`);
}

async function expunge(client: ImapClient, context: ChangeContext, chosen: readonly Placed[]): Promise<void> {
  const { model } = context;
  await store(client, context, chosen, '+', '\\Deleted');
  const isChosen = ({ mailbox, uid }: Placed): boolean =>
    chosen.some((one) => one.mailbox === mailbox && one.uid === uid);
  const staying = model.placed.filter((placed) => !isChosen(placed));
  await change(client, model, staying, `UID EXPUNGE ${uidsOf(chosen)}`);
}

/** Sends a command that leads to `next`; without an answer it stays open whether it did. */
async function change(
  client: ImapClient,
  model: ChangeModel,
  next: readonly Placed[],
  ...command: readonly string[]
): Promise<void> {
  model.expect(next);
  const { result, untagged } = await client.ask(...command);
  if (!result.startsWith('OK')) throw new Error(`${command[0]}: ${result}`);
  const codes = [result, ...untagged.map(({ text }) => text)].join('\n');
  const uids = /\[(?:APPENDUID \d+|COPYUID \d+ \S+) ([\d:,]+)\]/.exec(codes)?.[1];
  model.done(uids === undefined ? [] : parseUidSet(uids));
}

function changeFlags(flags: string, sign: string, flag: string): string {
  const others = flags.split(' ').filter((one) => one !== '' && one !== flag);
  return (sign === '+' ? [...others, flag] : others).sort().join(' ');
}

/** In the order of the mailbox, which is that of the UIDs in the answer. */
function uidsOf(chosen: readonly Placed[]): string {
  return chosen.map(({ uid }) => uid).join(',');
}
