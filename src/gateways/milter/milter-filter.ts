/**
 * Content filters that speak the milter protocol: OpenDKIM, Rspamd, spamass-milter and others. Our side is the mail
 * server, which tells everything about a message once it has all of it, on a connection for each message.
 */
import { Failure } from '../../base/failure.ts';
import type { ContentFilter, FilterAddress, FilterRequest, FilterVerdict } from '../../domain/ports/content-filter.ts';
import type { MilterReply } from '../../wire/milter/parse-reply.ts';
import { MILTER_STEP } from '../../wire/milter/protocol.ts';
import { accept } from '../filter-connection/accept.ts';
import { FilterConnection } from '../filter-connection/filter-connection.ts';
import { withDeadline } from '../filter-connection/with-deadline.ts';
import { MilterChanges } from './milter-changes.ts';
import { milterCommands } from './milter-commands.ts';
import { MilterConnection } from './milter-connection.ts';

export interface MilterOptions {
  readonly name: string;
  readonly address: FilterAddress;
  /** For the whole of a message. */
  readonly timeoutMs: number;
  /** Of a body that the filter puts in the place of the message's. */
  readonly maxBodyBytes: () => number;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** For the answer to one command; to the end of the message there is all the time that is left. */
const STEP_TIMEOUT_MS = 30_000;

export function createMilterFilter({ name, address, timeoutMs, maxBodyBytes }: MilterOptions): ContentFilter {
  const limits = {
    connectTimeoutMs: Math.min(CONNECT_TIMEOUT_MS, timeoutMs),
    silenceTimeoutMs: Math.min(STEP_TIMEOUT_MS, timeoutMs),
  };
  return {
    name,
    async examine(request, signal) {
      return await withDeadline(timeoutMs, signal, async (inTime) => {
        using connection = await FilterConnection.open(address, limits, inTime);
        return await converse(new MilterConnection(connection), request, maxBodyBytes(), timeoutMs);
      });
    },
  };
}

async function converse(
  milter: MilterConnection,
  request: FilterRequest,
  maxBodyBytes: number,
  timeoutMs: number,
): Promise<FilterVerdict> {
  const terms = await milter.negotiate();
  let hasSeenEnough = false;
  for await (const { kind, bytes, isAnswered } of milterCommands(request, terms)) {
    if (kind === 'endOfMessage') {
      await milter.send(bytes);
      const changes = new MilterChanges({
        maxBodyBytes,
        hasLeadingSpace: (terms.steps & MILTER_STEP.leadingSpace) !== 0,
        isBinary: request.returnPath.body === 'binarymime',
      });
      const verdict = await readVerdict(milter, changes, timeoutMs);
      await milter.quit(false);
      return verdict;
    }
    if (kind === 'body' && hasSeenEnough) continue;
    await milter.send(bytes);
    if (!isAnswered) continue;
    const reply = await readDecision(milter);
    hasSeenEnough ||= kind === 'body' && reply.kind === 'skip';
    const verdict = judge(reply);
    if (verdict === null) continue;
    await milter.quit(true);
    return verdict;
  }
  throw new Error('a conversation without an end of the message');
}

/** The reply to a command before the end of the message. */
async function readDecision(milter: MilterConnection): Promise<MilterReply> {
  for (;;) {
    const reply = await milter.readReply();
    if (reply.kind !== 'progress') return reply;
  }
}

async function readVerdict(
  milter: MilterConnection,
  changes: MilterChanges,
  timeoutMs: number,
): Promise<FilterVerdict> {
  for (;;) {
    const reply = await milter.readReply(timeoutMs);
    switch (reply.kind) {
      case 'progress':
        break;
      case 'continue':
      case 'accept':
        return changes.verdict();
      case 'add-header':
      case 'insert-header':
      case 'change-header':
      case 'change-sender':
      case 'add-recipient':
      case 'remove-recipient':
      case 'replace-body':
      case 'quarantine':
        changes.take(reply);
        break;
      default: {
        const verdict = judge(reply);
        if (verdict !== null) return verdict;
        throw outOfPlace(reply);
      }
    }
  }
}

/**
 * Null: the conversation goes on. A refusal of one recipient is one of the message: the client waits for one reply for
 * all of them, and none may be left out in silence.
 */
function judge(reply: MilterReply): FilterVerdict | null {
  switch (reply.kind) {
    case 'continue':
    case 'skip':
      return null;
    case 'accept':
      return accept('accepted');
    case 'discard':
      return { kind: 'discard', note: 'discarded' };
    case 'reject':
      return { kind: 'reject', code: 550, status: '5.7.1', text: 'message refused by a content filter' };
    case 'tempfail':
      return {
        kind: 'defer',
        code: 451,
        status: '4.7.1',
        text: 'message put off by a content filter, try again later',
      };
    case 'reply-code':
      return fromCode(reply);
    case 'shutdown':
    case 'connection-failed':
      throw new Failure('unavailable', `the filter says ${reply.kind}`);
    default:
      throw outOfPlace(reply);
  }
}

function fromCode({ code, status, text }: Extract<MilterReply, { kind: 'reply-code' }>): FilterVerdict {
  const isFinal = code >= 500;
  // 421 would announce that the connection ends, which is not the filter's to decide.
  const usable = code === 421 ? 451 : code;
  const fallback = isFinal ? '5.7.1' : '4.7.1';
  return {
    kind: isFinal ? 'reject' : 'defer',
    code: usable,
    status: status !== null && status.startsWith(isFinal ? '5' : '4') ? status : fallback,
    text: text === '' ? 'message refused by a content filter' : text,
  };
}

function outOfPlace(reply: MilterReply): Failure {
  return new Failure('unavailable', `the filter says ${reply.kind} where it has no place`);
}
