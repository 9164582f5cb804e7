/** The loop of a session: read a command, do it, tell what changed, answer. RFC 9051 section 5.5 */
import { isFailure } from '../../base/failure.ts';
import { type Command, ImapSyntaxError, type LiteralHeader, type TaggedCommand } from '../../wire/imap/command.ts';
import { parseCommand } from '../../wire/imap/parse-command.ts';
import { statusResponse } from '../../wire/imap/responses.ts';
import { ConnectionClosed } from '../net/connection.ts';
import { announceChanges } from './announce-changes.ts';
import { HANDLERS } from './command-table.ts';
import { replyToFailure } from './failures.ts';
import { bad, type CommandName, type Handler, no, type Reply, type Updates } from './handler.ts';
import { type Incoming, passOverLiterals, readCommand } from './read-command.ts';
import { type ImapSession, SERVER_NAME } from './session.ts';

const MAX_BAD_BEFORE_SIGN_IN = 3;
const MAX_BAD_SIGNED_IN = 20;

/** Serves the session to its end. Throws only what is a bug. */
export async function runSession(session: ImapSession): Promise<void> {
  const signInDeadline = startSignInDeadline(session);
  try {
    session.untagged('OK', `CAPABILITY ${session.capabilities}`, `${SERVER_NAME} ready`);
    while (!session.isEnding) {
      await runOne(session);
      if (session.mailboxes !== null) clearTimeout(signInDeadline);
      // The last thing before the session waits for input, where nobody would notice.
      session.leaveIfDismissed();
    }
    await leave(session);
  } catch (error) {
    if (!(error instanceof ConnectionClosed)) throw error;
    await sayGoodbye(session, error);
  } finally {
    clearTimeout(signInDeadline);
  }
}

/** Signing in must be done within this time, however the client spends it. */
function startSignInDeadline({ connection, services }: ImapSession): NodeJS.Timeout {
  const timeoutMs = services.settings.get('preAuthTimeoutMs');
  connection.setIdleTimeout(timeoutMs);
  // Ends the present wait, and each that follows.
  return setTimeout(() => connection.setIdleTimeout(1), timeoutMs);
}

async function sayGoodbye(session: ImapSession, { reason }: ConnectionClosed): Promise<void> {
  if (reason === 'idle-timeout') session.untagged('BYE', null, 'Idle for too long');
  else if (reason === 'too-slow') session.untagged('BYE', null, 'Too slow');
  else if (reason === 'shutdown') session.untagged('BYE', 'UNAVAILABLE', 'Server is shutting down');
  else return;
  await leave(session);
}

/** What the session holds is given back at once: the client may take its time to close. */
async function leave(session: ImapSession): Promise<void> {
  session[Symbol.dispose]();
  await session.connection.end();
}

async function runOne(session: ImapSession): Promise<void> {
  const { connection } = session;
  session.isWaiting = true;
  const incoming = await readCommand(connection, session.mailboxes !== null);
  session.isWaiting = false;
  if (incoming.kind === 'command') {
    await execute(session, incoming);
    return;
  }
  answer(session, incoming.tag, bad(incoming.reason, 'TOOBIG'));
  if (incoming.kind === 'lost') session.endWith(incoming.reason);
}

async function execute(session: ImapSession, { text, literal }: Extract<Incoming, { kind: 'command' }>): Promise<void> {
  let parsed: TaggedCommand;
  try {
    parsed = parseCommand(text, { isUtf8: session.isUtf8 });
  } catch (error) {
    if (!(error instanceof ImapSyntaxError)) throw error;
    await refuse(session, error.tag, error.message, literal);
    return;
  }
  const { tag, command } = parsed;
  const handler = handlerOf(command);
  if (!handler.states.includes(session.state)) {
    await refuse(session, tag, wrongState(command.name, handler), literal);
    return;
  }
  const reply = await runHandler(session, handler, parsed);
  answer(session, tag, reply);
  if (reply.status === 'OK') await handler.afterOk?.(session);
}

/** With a message on its way that nobody takes. */
async function refuse(
  session: ImapSession,
  tag: string | null,
  text: string,
  literal: LiteralHeader | null,
): Promise<void> {
  answer(session, tag, bad(text));
  if (literal === null || !literal.isNonSynchronizing) return;
  const maxBytes = session.mailboxes === null ? 0 : session.services.settings.get('maxMessageBytes');
  const isOver = await passOverLiterals(session.connection, literal.sizeBytes, maxBytes);
  if (!isOver) session.endWith('Literal too large');
}

async function runHandler(
  session: ImapSession,
  handler: Handler<CommandName>,
  { tag, command }: TaggedCommand,
): Promise<Reply> {
  const reply = await settle(session, async () => handler.run(session, command, tag));
  const updates = typeof handler.updates === 'function' ? handler.updates(command) : handler.updates;
  if (updates === 'none' || session.selected?.view.hasChanges !== true) return reply;
  // What was done is done: changes that cannot be told now are told later, and do not change the reply.
  await settle(session, async () => {
    await announceChanges(session, mayExpunge(session, updates));
    return reply;
  });
  return reply;
}

/** What is expected to fail becomes a reply; everything else is logged as a bug, and the session goes on. */
async function settle(session: ImapSession, work: () => Promise<Reply>): Promise<Reply> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ConnectionClosed) throw error;
    if (error instanceof ImapSyntaxError) return bad(error.message);
    if (isFailure(error)) {
      session.connection.log.debug({ code: error.code, reason: error.message, ...error.detail }, 'command refused');
      return replyToFailure(error);
    }
    session.connection.log.error({ err: error }, 'IMAP command failed');
    return no('Internal error', 'SERVERBUG');
  }
}

/** The table is typed by name; here the name is one of many. */
function handlerOf(command: Command): Handler<CommandName> {
  return HANDLERS[command.name] as unknown as Handler<CommandName>;
}

function mayExpunge({ connection }: ImapSession, updates: Exclude<Updates, 'none'>): boolean {
  return updates === 'all' || (updates === 'when-last' && !connection.hasInput);
}

function wrongState(name: string, { states }: Handler<CommandName>): string {
  if (!states.includes('authenticated')) {
    return states.includes('selected') ? `${name} needs a selected mailbox` : `${name} is not possible any more`;
  }
  return `${name} needs a signed-in user`;
}

function answer(session: ImapSession, tag: string | null, { status, code = null, text }: Reply): void {
  session.connection.write(statusResponse(tag ?? '*', status, code, text));
  if (status === 'OK' && session.mailboxes !== null) session.badCommands = 0;
  if (status !== 'BAD') return;
  session.badCommands += 1;
  const most = session.mailboxes === null ? MAX_BAD_BEFORE_SIGN_IN : MAX_BAD_SIGNED_IN;
  if (session.badCommands >= most) session.endWith('Too many bad commands');
}
