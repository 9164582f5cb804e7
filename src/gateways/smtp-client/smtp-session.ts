/** A session up to the point where messages can be sent. RFC 5321 section 3.1, RFC 3207 section 4 */

import type { Clock } from '../../base/clock.ts';
import { helloCommand, PLAIN_COMMANDS } from '../../wire/smtp/client-command.ts';
import { NO_EXTENSIONS, readExtensions, type ServerExtensions } from '../../wire/smtp/server-extensions.ts';
import type { ServerReply } from '../../wire/smtp/server-reply.ts';
import { isLoopbackAddress } from '../dns/name-servers.ts';
import { type Credentials, signIn } from './sasl-client.ts';
import type { SmtpTimeouts } from './sender-options.ts';
import { isSmtpProblem, SmtpProblem } from './smtp-problem.ts';
import { SmtpSocket } from './smtp-socket.ts';
import { isEnforced, type SessionTls, type TlsDemand, TlsProblem, type TlsResult } from './tls-demand.ts';
import type { TrustedContexts } from './trusted-contexts.ts';
import { type PeerFault, verifyByAuthorities, verifyByTlsa } from './verify-peer.ts';

export interface SessionTarget {
  /** The name of the host; an address where it has none. */
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly tls: TlsDemand;
  /** TLS from the first byte. RFC 8314 section 3.3 */
  readonly isTlsImplicit: boolean;
  readonly credentials: Credentials | null;
}

export interface SmtpSession {
  readonly socket: SmtpSocket;
  readonly host: string;
  readonly address: string;
  readonly extensions: ServerExtensions;
  readonly tls: SessionTls | null;
  /** Messages that went over it. */
  messages: number;
  /** The last transaction did not end: RSET comes before the next. */
  needsReset: boolean;
}

export interface SessionDeps {
  readonly clock: Clock;
  readonly contexts: TrustedContexts;
  readonly timeouts: SmtpTimeouts;
  readonly hostname: string;
  readonly connectTimeoutMs: number;
  readonly authorities: readonly string[] | undefined;
  /** What came of TLS, once for each attempt at a session; `localAddress` is ours. */
  readonly onTls: (result: TlsResult, localAddress: string) => void;
}

const READY = 220;
const HELLO_DONE = 250;

/**
 * Connects, says EHLO, starts TLS, signs in. Where TLS is wished for only, and fails, a second connection goes without.
 *
 * Throws SmtpProblem, the connection being closed; rejects with the reason of the signal.
 */
export async function openSession(target: SessionTarget, deps: SessionDeps, signal: AbortSignal): Promise<SmtpSession> {
  try {
    return await open(target, deps, signal);
  } catch (error) {
    // With a password to say there is nothing to be done in the clear.
    const mayGoOn = !target.isTlsImplicit && !isEnforced(target.tls) && target.credentials === null;
    if (!(error instanceof TlsProblem) || !mayGoOn) throw error;
    return await open({ ...target, tls: { kind: 'none' } }, deps, signal);
  }
}

async function open(target: SessionTarget, deps: SessionDeps, signal: AbortSignal): Promise<SmtpSession> {
  const { address, port, host } = target;
  const socket = await SmtpSocket.connect({ address, port, timeoutMs: deps.connectTimeoutMs, signal });
  try {
    let tls: SessionTls | null = target.isTlsImplicit ? await secure(socket, target, deps) : null;
    await greet(socket, deps);
    let extensions = await sayHello(socket, deps);
    if (tls === null && target.tls.kind !== 'none') {
      tls = await tryStartTls(socket, extensions, target, deps);
      // What was said in the clear may have been said by anybody. RFC 3207 section 4.2
      if (tls !== null) extensions = await sayHello(socket, deps);
    }
    if (target.credentials !== null) {
      const isClearAllowed = target.tls.kind === 'none' && isLoopbackAddress(address);
      if (tls === null && !isClearAllowed) throw new SmtpProblem('4.7.0', 'no password is sent in the clear');
      await signIn(extensions.auth, target.credentials, (line) => ask(socket, line, deps.timeouts.auth));
    }
    return { socket, host, address, extensions, tls, messages: 0, needsReset: false };
  } catch (error) {
    if (isSmtpProblem(error) && error.reply !== null) void socket.quit(deps.timeouts.quit);
    else socket.destroy();
    throw error;
  }
}

async function greet(socket: SmtpSocket, { timeouts }: SessionDeps): Promise<void> {
  let reply: ServerReply;
  try {
    reply = await socket.reply(timeouts.greeting);
  } catch (error) {
    if (!isSmtpProblem(error)) throw error;
    throw new SmtpProblem(error.status, `no greeting: ${error.message}`, { cause: error, isDead: true });
  }
  if (reply.code === READY) return;
  // Only this code says that there never will be mail. RFC 7504 section 3
  const status = reply.code === 521 ? '5.3.2' : '4.3.2';
  throw new SmtpProblem(status, 'the host takes no mail now', { reply });
}

/** EHLO, and HELO for servers that do not know it. RFC 5321 section 3.2 */
async function sayHello(socket: SmtpSocket, { hostname, timeouts }: SessionDeps): Promise<ServerExtensions> {
  const reply = await ask(socket, helloCommand('EHLO', hostname), timeouts.hello);
  if (reply.code === HELLO_DONE) return readExtensions(reply);
  if (reply.code >= 500 && !socket.isSecure) {
    const second = await ask(socket, helloCommand('HELO', hostname), timeouts.hello);
    if (second.code === HELLO_DONE) return NO_EXTENSIONS;
    throw new SmtpProblem('4.3.2', 'the host does not take our greeting', { reply: second });
  }
  throw new SmtpProblem('4.3.2', 'the host does not take our greeting', { reply });
}

async function tryStartTls(
  socket: SmtpSocket,
  extensions: ServerExtensions,
  target: SessionTarget,
  deps: SessionDeps,
): Promise<SessionTls | null> {
  const fault = await startTlsFault(socket, extensions, deps);
  if (fault === null) return await secure(socket, target, deps);
  deps.onTls(fault, socket.localAddress);
  if (isEnforced(target.tls)) throw new TlsProblem(fault);
  return null;
}

/** Null: the server waits for the handshake. */
async function startTlsFault(
  socket: SmtpSocket,
  extensions: ServerExtensions,
  { timeouts }: SessionDeps,
): Promise<PeerFault | null> {
  if (!extensions.startTls) return { type: 'starttls-not-supported', reason: 'the host does not offer STARTTLS' };
  const reply = await ask(socket, PLAIN_COMMANDS.startTls, timeouts.tls);
  if (reply.code === READY) return null;
  if (reply.code === 421) throw new SmtpProblem('4.3.2', 'the host ends the session', { reply });
  return { type: 'starttls-not-supported', reason: `the host refuses STARTTLS with ${reply.code}` };
}

/** The handshake, and what is thought of the certificate. Throws TlsProblem where the demand is not met. */
async function secure(socket: SmtpSocket, target: SessionTarget, deps: SessionDeps): Promise<SessionTls> {
  const { tls: demand, host } = target;
  // Somebody on the way: to go on without TLS is what he wants.
  if (socket.hasInput && !target.isTlsImplicit) {
    throw new SmtpProblem('4.7.5', 'the server sent more in the clear than the reply to STARTTLS');
  }
  const context = demand.kind === 'authorities' ? deps.contexts.verified(deps.authorities) : deps.contexts.lenient;
  const localAddress = socket.localAddress;
  // RFC 7672 section 8.1
  const serverName = demand.kind === 'tlsa' ? demand.names[0] : host;
  try {
    const secured = await socket.startTls({ serverName, context, timeoutMs: deps.timeouts.tls });
    const protocol = secured.getProtocol() ?? 'TLS';
    const fault = judge(secured, demand, deps.clock);
    deps.onTls(fault ?? { type: 'success' }, localAddress);
    if (fault === null) return { protocol, verifiedBy: verifierOf(demand) };
    if (isEnforced(demand)) throw new TlsProblem(fault);
    return { protocol, verifiedBy: null };
  } catch (error) {
    if (!isSmtpProblem(error) || error instanceof TlsProblem) throw error;
    const fault: PeerFault = { type: 'validation-failure', reason: error.message };
    deps.onTls(fault, localAddress);
    throw new TlsProblem(fault, error);
  }
}

function judge(socket: Parameters<typeof verifyByTlsa>[0], demand: TlsDemand, clock: Clock): PeerFault | null {
  if (demand.kind === 'authorities') return verifyByAuthorities(socket, demand.names);
  if (demand.kind === 'tlsa') return verifyByTlsa(socket, demand.records, demand.names, clock);
  return null;
}

function verifierOf(demand: TlsDemand): SessionTls['verifiedBy'] {
  if (demand.kind === 'authorities') return demand.by;
  return demand.kind === 'tlsa' ? 'DANE' : null;
}

async function ask(socket: SmtpSocket, line: string, timeoutMs: number): Promise<ServerReply> {
  const waiting = socket.write(line, timeoutMs);
  if (waiting !== undefined) await waiting;
  return await socket.reply(timeoutMs);
}
