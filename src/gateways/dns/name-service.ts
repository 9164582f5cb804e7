/**
 * DNS through a resolver that does the recursion, and where it can the validation: RFC 1035, RFC 6840
 *
 * Asked directly and not by way of the system's library, since only the AD bit of the answer says whether it was
 * validated, and only a few kinds of records can be asked for there. The answer is as trustworthy as the way to the
 * resolver: AD counts when that is on this machine, or where the administrator says so. RFC 7672 section 2.2.1
 */
import { randomInt } from 'node:crypto';
import { isIP, isIPv4 } from 'node:net';
import type { Answer } from 'dns-packet';
import type { Clock } from '../../base/clock.ts';
import { isFailure } from '../../base/failure.ts';
import { isAscii } from '../../base/text.ts';
import type { DnsAnswer, NameService } from '../../domain/ports/name-service.ts';
import { AnswerCache } from './answer-cache.ts';
import { DNS_LIMITS } from './dns-limits.ts';
import type { DnsReply, Question, RecordType } from './dns-message.ts';
import { exchange, type ServerAddress } from './exchange.ts';
import { createSystemServers, isLoopbackAddress, parseServerAddress } from './name-servers.ts';
import { readAddresses, readMx, readNames, readSrv, readTexts, readTlsa } from './read-records.ts';
import { reverseName } from './reverse-name.ts';
import { ServerOrder } from './server-order.ts';
import { ZoneGate } from './zone-gate.ts';
import { zoneOf } from './zone-of.ts';

export interface NameServiceOptions {
  /** As `parseServerAddress` reads them; empty for those of the system. */
  readonly servers: readonly string[];
  /** For one server to answer. */
  readonly timeoutMs: number;
  /** Whose AD bit counts: of resolvers on this machine, of all that are asked, of none. */
  readonly trust: 'loopback' | 'all' | 'none';
  readonly families: AddressFamilies;
}

export type AddressFamilies = 'ipv4-first' | 'ipv6-first' | 'ipv4-only' | 'ipv6-only';

export interface NameServiceDeps {
  readonly clock: Clock;
  /** Asked for each question: the settings may change. */
  readonly options: () => NameServiceOptions;
  readonly randomId?: () => number;
}

export function createNameService(deps: NameServiceDeps): NameService {
  const { clock, options, randomId = () => randomInt(0x10000) } = deps;
  const systemServers = createSystemServers(clock);
  const cache = new AnswerCache<Looked>(clock, {
    answers: DNS_LIMITS.cachedAnswers,
    bytes: DNS_LIMITS.cachedBytes,
    weigh: weightOf,
  });
  const gate = new ZoneGate(DNS_LIMITS);
  const order = new ServerOrder(clock);

  const serversNow = async (): Promise<readonly ServerAddress[]> => {
    const named = options().servers.flatMap((text) => parseServerAddress(text) ?? []);
    return named.length > 0 ? named.slice(0, DNS_LIMITS.servers) : await systemServers();
  };

  /**
   * Every server in turn until one knows. After one whose word counts has failed or is silent, no other is believed: the
   * records may be forged, and a server that does not validate would give them out as those of an unsigned zone.
   * RFC 7672 section 2.1.2
   */
  const ask = async (question: Question): Promise<Looked> => {
    const { timeoutMs, trust } = options();
    let reason = 'no name server';
    let isBeyondDoubt = true;
    const zone = zoneOf(question.name);
    const silent: ServerAddress[] = [];
    const isTrusted = ({ address }: ServerAddress) =>
      trust === 'all' || (trust === 'loopback' && isLoopbackAddress(address));
    for (let round = 1; round <= DNS_LIMITS.rounds; round++) {
      for (const server of order.sort(await serversNow(), isTrusted)) {
        const counts = isTrusted(server);
        if (!counts && !isBeyondDoubt) continue;
        try {
          const limits = { timeoutMs: timeoutMs * round, randomId };
          const reply = await gate.run(zone, () => exchange(server, question, limits));
          if (reply.rcode !== 'OTHER') {
            order.answered(server, silent);
            return { reply, isTrusted: counts };
          }
          reason = `the name server ${server.address} says ${reply.rcodeName}`;
          if (counts && reply.rcodeName === 'SERVFAIL') isBeyondDoubt = false;
        } catch (error) {
          if (!isFailure(error)) throw error;
          reason = error.message;
          if (error.code === 'unavailable') silent.push(server);
          // One that does not run at all is told by the system; that is nobody's doing.
          if (counts && error.cause === undefined) isBeyondDoubt = false;
        }
      }
    }
    return { reason };
  };

  const look = async <T>(
    name: string,
    type: RecordType,
    read: (records: readonly Answer[]) => T[],
    signal?: AbortSignal,
  ): Promise<DnsAnswer<T>> => {
    signal?.throwIfAborted();
    const { servers, trust } = options();
    const question = { name: name.toLowerCase().replace(/\.$/, ''), type };
    if (!isAskable(question.name)) return { kind: 'none', isNxDomain: true, isAuthenticated: false };
    const looked = await untilAborted(
      cache.get(`${type} ${question.name} ${trust} ${servers.join()}`, () => ask(question), ttlOf),
      signal,
    );
    return 'reason' in looked ? { kind: 'failed', reason: looked.reason } : answerOf(question, looked, read);
  };

  const family = async (host: string, type: 'A' | 'AAAA', signal?: AbortSignal): Promise<DnsAnswer<string>> =>
    localAddresses(host, type) ?? (await look(host, type, readAddresses, signal));

  const service: NameService = {
    mx: (domain, signal) => look(domain, 'MX', readMx, signal),
    txt: (name, signal) => look(name, 'TXT', readTexts, signal),
    tlsa: (name, signal) => look(name, 'TLSA', readTlsa, signal),
    srv: (name, signal) => look(name, 'SRV', readSrv, signal),
    alias: (name, signal) => look(name, 'CNAME', readNames, signal),
    ipv4: (host, signal) => family(host, 'A', signal),
    ipv6: (host, signal) => family(host, 'AAAA', signal),
    async ptr(address, signal) {
      const name = reverseName(address);
      return name === null ? NOTHING : await look(name, 'PTR', readNames, signal);
    },
    async addresses(host, signal) {
      const { families } = options();
      const types = FAMILIES[families];
      return joinFamilies(await Promise.all(types.map((type) => family(host, type, signal))));
    },
  };
  return service;
}

type Looked = { readonly reply: DnsReply; readonly isTrusted: boolean } | { readonly reason: string };

const NOTHING: DnsAnswer<never> = { kind: 'none', isNxDomain: true, isAuthenticated: false };

const FAMILIES = {
  'ipv4-first': ['A', 'AAAA'],
  'ipv6-first': ['AAAA', 'A'],
  'ipv4-only': ['A'],
  'ipv6-only': ['AAAA'],
} as const satisfies Record<AddressFamilies, readonly ('A' | 'AAAA')[]>;

const LOCALHOST_TTL_SECONDS = 3600;

function answerOf<T>(
  question: Question,
  { reply, isTrusted }: Extract<Looked, { reply: DnsReply }>,
  read: (records: readonly Answer[]) => T[],
): DnsAnswer<T> {
  const isAuthenticated = isTrusted && reply.isAuthenticated;
  if (reply.records.length === 0) return { kind: 'none', isNxDomain: reply.rcode === 'NXDOMAIN', isAuthenticated };
  const records = read(reply.records);
  // Records of which none can be read are not the same as no records: the domain means something, nobody knows what.
  if (records.length === 0) return { kind: 'failed', reason: 'the records are malformed' };
  const { ttlSeconds, canonicalName } = reply;
  const found = { kind: 'found', records, isAuthenticated, ttlSeconds } as const;
  return canonicalName === question.name ? found : { ...found, canonicalName };
}

function ttlOf(looked: Looked): number {
  if ('reason' in looked) return DNS_LIMITS.failureTtlSeconds;
  const { records, ttlSeconds } = looked.reply;
  const most = records.length > 0 ? DNS_LIMITS.maxTtlSeconds : DNS_LIMITS.maxNegativeTtlSeconds;
  return Math.min(most, Math.max(DNS_LIMITS.minTtlSeconds, ttlSeconds));
}

/** The message that the records of an answer may point into, and what each takes as an object: measured. */
const RECORD_BYTES = 192;

function weightOf(looked: Looked): number {
  return 'reason' in looked ? RECORD_BYTES : looked.reply.sizeBytes + RECORD_BYTES * (1 + looked.reply.records.length);
}

/** Names that no resolver need be asked for. RFC 6761 */
function localAddresses(host: string, type: 'A' | 'AAAA'): DnsAnswer<string> | null {
  const found = (address: string): DnsAnswer<string> => ({
    kind: 'found',
    records: [address],
    isAuthenticated: false,
    ttlSeconds: LOCALHOST_TTL_SECONDS,
  });
  if (/^(?:.+\.)?localhost\.?$/i.test(host)) return found(type === 'A' ? '127.0.0.1' : '::1');
  if (isIP(host) === 0) return null;
  return isIPv4(host) === (type === 'A') ? found(host) : { kind: 'none', isNxDomain: false, isAuthenticated: false };
}

/** What is there of both families, in their order; unknown only where one is unknown and the other has nothing. */
function joinFamilies(answers: readonly DnsAnswer<string>[]): DnsAnswer<string> {
  const known = answers.filter((answer) => answer.kind !== 'failed');
  const found = known.filter((answer) => answer.kind === 'found');
  const isAuthenticated = known.every((answer) => answer.isAuthenticated);
  if (found.length > 0) {
    const ttlSeconds = Math.min(...found.map((answer) => answer.ttlSeconds));
    const records = found.flatMap((answer) => answer.records);
    // An alias leads both families to the same name.
    const { canonicalName } = found[0] ?? {};
    const joined = { kind: 'found', records, isAuthenticated, ttlSeconds } as const;
    return canonicalName === undefined ? joined : { ...joined, canonicalName };
  }
  const failed = answers.find((answer) => answer.kind === 'failed');
  if (failed !== undefined) return failed;
  return {
    kind: 'none',
    isNxDomain: known.some((answer) => answer.kind === 'none' && answer.isNxDomain),
    isAuthenticated,
  };
}

const LABEL = /^[!-~]{1,63}$/;

/** What can stand in a question; other names have no records. RFC 1035 */
function isAskable(name: string): boolean {
  return name.length <= 253 && isAscii(name) && name.split('.').every((label) => LABEL.test(label));
}

/** The question goes on for others that asked it, too. */
async function untilAborted<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await answer;
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([answer, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
