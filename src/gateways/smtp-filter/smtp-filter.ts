/**
 * Content filters that take the whole message over SMTP and give it back on the re-injection listener (amavis and
 * others). What we have answered is the filter's answer, and it answers when it has heard ours to what it gave back: so
 * the message is never with the filter alone.
 *
 * It has to take all recipients or none. One reply goes back to our client, and whoever was refused beside others
 * would be left out in silence.
 */
import { Failure, isFailure } from '../../base/failure.ts';
import type { ContentFilter, FilterAddress, FilterRequest, FilterVerdict } from '../../domain/ports/content-filter.ts';
import { helloCommand, mailCommand, PLAIN_COMMANDS, rcptCommand } from '../../wire/smtp/client-command.ts';
import { DataEncoder } from '../../wire/smtp/data-encoder.ts';
import { readExtensions, type ServerExtensions } from '../../wire/smtp/server-extensions.ts';
import { formatServerReply, type ServerReply } from '../../wire/smtp/server-reply.ts';
import { xforwardAttributes, xforwardCommands } from '../../wire/smtp/xforward.ts';
import { FilterConnection } from '../filter-connection/filter-connection.ts';
import { withDeadline } from '../filter-connection/with-deadline.ts';
import { SmtpConversation } from './smtp-conversation.ts';

export interface SmtpFilterOptions {
  readonly name: string;
  readonly address: FilterAddress;
  /** For the whole of a message, with the time that its way back takes. */
  readonly timeoutMs: number;
}

const CONNECT_TIMEOUT_MS = 10_000;

export function createSmtpFilter({ name, address, timeoutMs }: SmtpFilterOptions): ContentFilter {
  const limits = { connectTimeoutMs: Math.min(CONNECT_TIMEOUT_MS, timeoutMs), silenceTimeoutMs: timeoutMs };
  return {
    name,
    async examine(request, signal) {
      return await withDeadline(timeoutMs, signal, async (inTime) => {
        using connection = await FilterConnection.open(address, limits, inTime);
        const smtp = new SmtpConversation(connection);
        const verdict = await converse(smtp, request);
        await smtp.say(PLAIN_COMMANDS.quit);
        return verdict;
      });
    },
  };
}

async function converse(smtp: SmtpConversation, request: FilterRequest): Promise<FilterVerdict> {
  const greeting = await smtp.readReply();
  if (greeting.code !== 220) throw new Failure('unavailable', `the filter greets with ${formatServerReply(greeting)}`);
  const hello = await smtp.ask(helloCommand('EHLO', request.hostname));
  if (hello.code !== 250) throw new Failure('unavailable', `the filter answers ${formatServerReply(hello)} to EHLO`);
  const extensions = readExtensions(hello);
  const objection = objectionTo(request, extensions);
  if (objection !== null) return objection;

  for (const command of xforwardCommands(xforwardAttributes(hello), originOf(request))) await smtp.ask(command);
  const refusal = await sendEnvelope(smtp, request, extensions);
  if (refusal !== null) return refusal;
  const go = await smtp.ask(PLAIN_COMMANDS.data);
  if (go.code !== 354) return refusalOf(go);
  const hasSentAll = await sendMessage(smtp, request);
  if (hasSentAll === 'impossible') return NOT_SENDABLE;
  const answer = await smtp.readReply();
  if (answer.code >= 200 && answer.code < 300 && hasSentAll) return { kind: 'taken', text: textOf(answer) };
  return refusalOf(answer);
}

const NOT_SENDABLE: FilterVerdict = {
  kind: 'reject',
  code: 554,
  status: '5.6.1',
  text: 'the content filter cannot take a message with binary content or broken line ends',
};

/** What the filter cannot take at all: waiting would not help. */
function objectionTo({ returnPath }: FilterRequest, offered: ServerExtensions): FilterVerdict | null {
  if (returnPath.body === 'binarymime') return NOT_SENDABLE;
  if (!returnPath.smtpUtf8 || offered.smtpUtf8) return null;
  return { kind: 'reject', code: 550, status: '5.6.7', text: 'the content filter takes no addresses beyond ASCII' };
}

function originOf({ client, queueId }: FilterRequest) {
  const { address } = client;
  return {
    NAME: client.hostName,
    ADDR: address.includes(':') ? `IPV6:${address}` : address,
    PORT: address === '' ? null : String(client.port),
    HELO: client.name,
    SOURCE: address === '' ? 'LOCAL' : 'REMOTE',
    IDENT: queueId,
  };
}

/** Null when all recipients are taken. */
async function sendEnvelope(
  smtp: SmtpConversation,
  { returnPath, recipients, noticeWishes, sizeBytes }: FilterRequest,
  offered: ServerExtensions,
): Promise<FilterVerdict | null> {
  const { smtpUtf8 } = returnPath;
  const mail = mailCommand({
    address: returnPath.address,
    sizeBytes: offered.size ? sizeBytes : null,
    // Octets beyond ASCII are sent in any case, as between all parts of one mail system.
    body: offered.eightBitMime ? returnPath.body : null,
    smtpUtf8,
    returnContent: offered.dsn ? returnPath.returnContent : null,
    envelopeId: offered.dsn ? returnPath.envelopeId : null,
    requireTls: false,
    priority: null,
    deliverBy: null,
  });
  const commands = [
    mail,
    ...recipients.map((address) => {
      const { notify = null, originalRecipient = null } = (offered.dsn && noticeWishes.get(address)) || {};
      return rcptCommand({ address, notify, originalRecipient, smtpUtf8 });
    }),
  ];
  for (const command of commands) {
    const reply = await smtp.ask(command);
    if (reply.code < 200 || reply.code > 299) return refusalOf(reply);
  }
  return null;
}

/** False: the filter answered before the end, and wants no more. `impossible`: it must not be sent. */
async function sendMessage(smtp: SmtpConversation, request: FilterRequest): Promise<boolean | 'impossible'> {
  const encoder = new DataEncoder();
  try {
    for await (const chunk of request.message()) {
      if (smtp.hasInput) return false;
      for (const piece of encoder.encode(chunk)) await smtp.say(piece);
    }
    if (smtp.hasInput) return false;
    await smtp.say(encoder.finish());
    return true;
  } catch (error) {
    if (isFailure(error, 'invalid')) return 'impossible';
    throw error;
  }
}

function refusalOf(reply: ServerReply): FilterVerdict {
  const { code } = reply;
  if (code < 400) throw new Failure('unavailable', `the filter answers ${formatServerReply(reply)}`);
  const isFinal = code >= 500;
  return {
    kind: isFinal ? 'reject' : 'defer',
    // 421 would announce that our connection ends, which is not the filter's to decide.
    code: code === 421 ? 451 : code,
    status: reply.status ?? (isFinal ? '5.7.1' : '4.7.1'),
    text: textOf(reply) === '' ? 'message refused by a content filter' : textOf(reply),
  };
}

function textOf({ lines }: ServerReply): string {
  return lines.join(' ').trim();
}
