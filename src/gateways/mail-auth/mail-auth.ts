/**
 * Who a message is from: SPF and DMARC here, where DNS is asked; DKIM and ARC, which read all of the message and parse
 * what strangers wrote, in threads of their own.
 */
import type { Clock } from '../../base/clock.ts';
import { isFailure } from '../../base/failure.ts';
import { createGate } from '../../base/gate.ts';
import type { Logger } from '../../base/log.ts';
import type { ArcFinding, DmarcFinding, MailAuth, SpfFinding, VerifyRequest } from '../../domain/ports/mail-auth.ts';
import type { DnsAnswer, NameService } from '../../domain/ports/name-service.ts';
import { MessageSplitter } from './dkim/message-splitter.ts';
import { type Author, readAuthor } from './dmarc/author.ts';
import { evaluateDmarc } from './dmarc/evaluate-dmarc.ts';
import { checkSender } from './spf/check-sender.ts';
import type { SignatureFindings } from './thread/verify-signatures.ts';
import { createThreadPool } from './thread-pool.ts';
import { limited, type TimeLimit } from './time-limit.ts';

export interface MailAuthOptions {
  /** For one message, with all that DNS is asked. */
  readonly timeoutMs: number;
  /** How long a DKIM signature of ours holds. */
  readonly signatureLifetimeMs: number;
}

export interface MailAuthDeps {
  readonly names: NameService;
  readonly clock: Clock;
  readonly log: Logger;
  /** Asked for each message: the settings may change. */
  readonly options: () => MailAuthOptions;
  /** 0 to less than 1, for `pct` of DMARC. */
  readonly random?: () => number;
}

/**
 * Keys of one message that DNS is asked for at once: a few of which nothing is heard do not hide the others, and further
 * ones wait.
 */
const KEYS_AT_ONCE = 4;
const MAX_KEYS_WAITING = 100;
/** Of the time for a message: for SPF and signatures; the rest is for the policy of the author's domain. */
const CHECKS_SHARE = 0.75;

const UNKNOWN_CHAIN: ArcFinding = { result: 'temperror', instances: 0, sealDomain: '', comment: '' };

export function createMailAuth(deps: MailAuthDeps): MailAuth {
  const { names, clock, log, options, random = Math.random } = deps;
  const pool = createThreadPool(log);

  /** A task of a thread with the time that it has; half of it may go into questions to DNS, so that the rest is done. */
  const questions = (signal: AbortSignal) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(options().timeoutMs / 2)]);
    const gate = createGate(KEYS_AT_ONCE, MAX_KEYS_WAITING);
    return (name: string): Promise<DnsAnswer<string>> =>
      gate
        .run(() => names.txt(name, limit), limit)
        .catch((): DnsAnswer<string> => ({ kind: 'failed', reason: 'took too long' }));
  };
  const noQuestions = (): Promise<DnsAnswer<string>> => Promise.resolve({ kind: 'failed', reason: 'not asked' });

  const verifySignatures = async (
    request: VerifyRequest,
    signal: AbortSignal,
  ): Promise<{ readonly found: SignatureFindings | null; readonly author: Author }> => {
    const header = new MessageSplitter(() => {});
    const task = { kind: 'verify', nowMs: clock.nowMs() } as const;
    try {
      const found = await pool.run(task, () => watched(request.message(), header), questions(signal), signal);
      return { found, author: readAuthor(header.section) };
    } catch (error) {
      if (!isFailure(error, 'unavailable') && !signal.aborted) throw error;
      log.warn({ err: error }, 'the signatures of a message were not verified');
      // Perhaps nothing of it has been read. Who has written it says what becomes of it all the same.
      return { found: null, author: await authorOf(request.message()) };
    }
  };

  return {
    async verify(request, signal) {
      const { timeoutMs } = options();
      const orUnknown = <T>(limit: TimeLimit, work: Promise<T>, unknown: T): Promise<T> =>
        limit.run(work).catch((error: unknown) => {
          if (isFailure(error, 'unavailable')) return unknown;
          throw error;
        });
      // A sender whose name servers take their time does not take away that of the question what From asks for.
      const first = limited(signal, timeoutMs * CHECKS_SHARE);
      const [spf, { found, author }] = await Promise.all([
        orUnknown(first, checkSender(names, request, clock.nowMs(), first.signal), unknownSpf(request)),
        verifySignatures(request, first.signal),
      ]);
      signal.throwIfAborted();
      const rest = limited(signal, timeoutMs * (1 - CHECKS_SHARE));
      const dmarc = await orUnknown(
        rest,
        evaluateDmarc({ author, spf, dkim: found?.dkim ?? null, names, random, signal: rest.signal }),
        unknownDmarc(author),
      );
      return { spf, dkim: found?.dkim ?? [], dmarc, arc: found?.arc ?? UNKNOWN_CHAIN };
    },

    async sign(message, keys, signal) {
      if (keys.length === 0) return '';
      const { timeoutMs, signatureLifetimeMs } = options();
      const times = { nowMs: clock.nowMs(), lifetimeSeconds: Math.floor(signatureLifetimeMs / 1000) };
      const limit = limited(signal, timeoutMs);
      return await limit.run(pool.run({ kind: 'sign', keys, times }, message, noQuestions, limit.signal));
    },

    async seal(message, request, signal) {
      const limit = limited(signal, options().timeoutMs);
      const task = { kind: 'seal', request, nowMs: clock.nowMs() } as const;
      return await limit.run(pool.run(task, message, noQuestions, limit.signal));
    },

    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}

/** Hands the octets on and keeps the header section of them. */
async function* watched(message: AsyncIterable<Uint8Array>, header: MessageSplitter): AsyncGenerator<Uint8Array> {
  for await (const chunk of message) {
    header.push(chunk);
    yield chunk;
  }
}

async function authorOf(message: AsyncIterable<Uint8Array>): Promise<Author> {
  const header = new MessageSplitter(() => {});
  for await (const chunk of message) {
    header.push(chunk);
    if (header.isComplete) break;
  }
  return readAuthor(header.section);
}

function unknownSpf({ sender }: VerifyRequest): SpfFinding {
  const identity = sender === '' ? 'helo' : 'mailfrom';
  return { result: 'temperror', domain: '', identity, comment: 'took too long' };
}

function unknownDmarc({ domains }: Author): DmarcFinding {
  return {
    result: 'temperror',
    domain: domains[0] ?? '',
    policyDomain: '',
    policy: 'none',
    disposition: 'none',
    alignment: { spf: 'relaxed', dkim: 'relaxed' },
    isSpfAligned: false,
    isDkimAligned: false,
    reportTo: [],
    record: '',
    comment: 'took too long',
  };
}
