/** Questions to a resolver, and what is read of its answers. RFC 1035, RFC 6891 */
import {
  type Answer,
  AUTHENTIC_DATA,
  type DecodedPacket,
  decode,
  encode,
  RECURSION_DESIRED,
  TRUNCATED_RESPONSE,
} from 'dns-packet';
import { Failure } from '../../base/failure.ts';
import { DNS_LIMITS } from './dns-limits.ts';

export type RecordType = 'A' | 'AAAA' | 'MX' | 'TXT' | 'PTR' | 'TLSA' | 'SRV' | 'CNAME';

export interface Question {
  /** A-labels without the final dot, lower case. */
  readonly name: string;
  readonly type: RecordType;
}

export interface DnsReply {
  readonly rcode: 'NOERROR' | 'NXDOMAIN' | 'OTHER';
  /** The name of the code, for people. */
  readonly rcodeName: string;
  /** Records were left out, and all of them are here: to be asked again over TCP. */
  readonly isTruncated: boolean;
  /** The resolver says that it has validated all of it. RFC 6840 */
  readonly isAuthenticated: boolean;
  /** The records asked for, at the end of the chain of aliases. */
  readonly records: readonly Answer[];
  /** The name at that end: the one asked for, where it is no alias. */
  readonly canonicalName: string;
  /** The least of the records and aliases; of a negative answer what its SOA allows, 0 without one. RFC 2308 */
  readonly ttlSeconds: number;
  /** Of the message. */
  readonly sizeBytes: number;
}

/** @param id random, 16 bits. */
export function encodeQuestion({ name, type }: Question, id: number): Buffer {
  return encode({
    type: 'query',
    id,
    // With AD in the question a resolver says in its answer whether it has validated it. RFC 6840
    flags: RECURSION_DESIRED | AUTHENTIC_DATA,
    questions: [{ name, type, class: 'IN' }],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize: DNS_LIMITS.udpPayloadBytes,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: 0,
        flag_do: false,
        options: [],
      },
    ],
  });
}

/**
 * The answer to a question; null when the message is not one to it: another id, name or type, or no answer at all.
 *
 * Throws Failure `invalid` when it is one, and cannot be read.
 */
export function readReply(message: Buffer, question: Question, id: number): DnsReply | null {
  if (message.length < HEADER_BYTES || message.readUInt16BE(0) !== id) return null;
  const isTruncated = (message.readUInt16BE(FLAGS_AT) & TRUNCATED_RESPONSE) !== 0;
  let packet: DecodedPacket;
  try {
    packet = decode(isTruncated ? withoutRecords(message) : message);
    // The package reads beyond the end of a message that was cut off within a record.
    if (decode.bytes > message.length) throw new RangeError('cut off');
  } catch (cause) {
    throw new Failure('invalid', 'an answer that cannot be read', { cause });
  }
  if (!packet.flag_qr || !isSameQuestion(packet, question)) return null;
  const answers = (packet.answers ?? []).slice(0, DNS_LIMITS.records);
  const start = { name: question.name, ttlSeconds: DNS_LIMITS.maxTtlSeconds };
  const chain = question.type === 'CNAME' ? start : followAliases(answers, start);
  const records = answers.filter((record) => record.type === question.type && nameOf(record) === chain.name);
  const rcodeName = isReferral(packet) ? 'REFERRAL' : rcodeOf(packet);
  return {
    rcode: rcodeName === 'NOERROR' || rcodeName === 'NXDOMAIN' ? rcodeName : 'OTHER',
    rcodeName,
    isTruncated,
    isAuthenticated: packet.flag_ad,
    records,
    canonicalName: chain.name,
    ttlSeconds: Math.min(
      chain.ttlSeconds,
      ...(records.length > 0 ? records.map(ttlOf) : [negativeTtl(packet.authorities ?? [])]),
    ),
    sizeBytes: message.length,
  };
}

const HEADER_BYTES = 12;
const FLAGS_AT = 2;
/** Of the numbers of answers, authorities and additional records. */
const COUNTS_AT = 6;

/** Some servers cut a message off in the middle of a record; what is left of the records is of no use in any case. */
function withoutRecords(message: Buffer): Buffer {
  return Buffer.from(message).fill(0, COUNTS_AT, HEADER_BYTES);
}

/**
 * A server that does no recursion sends us on, which is not to say that there is nothing: mail would come back as
 * undeliverable. RFC 2308
 */
function isReferral({ answers = [], authorities = [], flag_aa }: DecodedPacket): boolean {
  const types = authorities.map(({ type }) => type);
  return answers.length === 0 && !flag_aa && types.includes('NS') && !types.includes('SOA');
}

/** The package has these, its types have not. */
interface HeaderFields {
  readonly rcode?: string;
  readonly opcode?: string;
}

function rcodeOf(packet: DecodedPacket): string {
  const { rcode = 'UNKNOWN' } = packet as DecodedPacket & HeaderFields;
  const extended = packet.additionals?.find((record) => record.type === 'OPT')?.extendedRcode ?? 0;
  return extended === 0 ? rcode : `EXTENDED_${extended}`;
}

function isSameQuestion(packet: DecodedPacket, question: Question): boolean {
  const [asked, ...more] = packet.questions ?? [];
  if (asked === undefined || more.length > 0) return false;
  const { opcode } = packet as DecodedPacket & HeaderFields;
  return (
    opcode === 'QUERY' &&
    asked.type === question.type &&
    (asked.class ?? 'IN') === 'IN' &&
    asked.name.toLowerCase() === question.name
  );
}

interface Chain {
  readonly name: string;
  readonly ttlSeconds: number;
}

/** From the name asked for along the CNAME records. RFC 1035 */
function followAliases(answers: readonly Answer[], start: Chain): Chain {
  let { name, ttlSeconds } = start;
  for (let step = 0; step < DNS_LIMITS.aliases; step++) {
    const alias = answers.find((record) => record.type === 'CNAME' && nameOf(record) === name);
    if (alias?.type !== 'CNAME') return { name, ttlSeconds };
    name = alias.data.toLowerCase();
    ttlSeconds = Math.min(ttlSeconds, ttlOf(alias));
  }
  throw new Failure('invalid', 'a chain of aliases without an end');
}

function negativeTtl(authorities: readonly Answer[]): number {
  const soa = authorities.find((record) => record.type === 'SOA');
  return soa?.type === 'SOA' ? Math.min(ttlOf(soa), soa.data.minimum ?? 0) : 0;
}

function nameOf(record: Answer): string {
  return record.name.toLowerCase();
}

function ttlOf(record: Answer): number {
  // A TTL with the highest bit set counts as zero. RFC 2181
  const ttl = 'ttl' in record ? (record.ttl ?? 0) : 0;
  return ttl > 0x7fffffff ? 0 : ttl;
}
