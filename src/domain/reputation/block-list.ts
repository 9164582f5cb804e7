/**
 * A DNS block list as the administrator writes it: `ZONE [reject | score=N] [sender-domain] [mask=N] [CODE | CODE-CODE] …`
 *
 *     zen.example.org reject
 *     bl.example.net score=3 127.0.0.2 127.0.0.4-127.0.0.11
 *     domains.example.org score=2 sender-domain mask=6
 */
import { Failure, isFailure } from '../../base/failure.ts';
import { addressFamily } from '../../base/network.ts';
import { normalizeDomain } from '../../formats/address/domain-name.ts';

export interface BlockList {
  /** A-labels, lower case, without the final dot. */
  readonly zone: string;
  /** What is looked up: the client's address, or the domain of the reverse-path (RFC 5782 section 3). */
  readonly subject: 'client' | 'sender-domain';
  /** Points of a listing; null: mail is refused. */
  readonly points: number | null;
  /** Codes that count, as numbers; empty: all. RFC 5782 section 6 */
  readonly codes: readonly { readonly first: number; readonly last: number }[];
  /** Bits of the last octet of which one at least must be set; null: all codes count. RFC 5782 section 2.3 */
  readonly mask: number | null;
}

/** Leaves room for the longest reversed address in a name of 253 octets. */
const MAX_ZONE_OCTETS = 180;
const MAX_POINTS = 100;
const MAX_CODES = 64;
const LOOPBACK_NETWORK = 127;
/** Not listings but notices that the question was refused: a public resolver, too many questions, a misspelt zone. */
const REFUSED_QUESTIONS = 0x7fffff;

/** Throws Failure `invalid`. */
export function parseBlockList(text: string): BlockList {
  const [zone = '', ...words] = text.trim().split(/\s+/);
  const list = { zone: readZone(zone), subject: 'client', points: null, mask: null } as const;
  const codes: BlockList['codes'][number][] = [];
  const choices: { -readonly [K in 'subject' | 'points' | 'mask']?: BlockList[K] } = {};
  for (const word of words) {
    if (word === 'reject') choices.points = null;
    else if (word === 'sender-domain') choices.subject = word;
    else if (word.startsWith('score=')) choices.points = readNumber(word.slice(6), MAX_POINTS);
    else if (word.startsWith('mask=')) choices.mask = readNumber(word.slice(5), 255);
    else codes.push(readCodes(word));
  }
  if (codes.length > MAX_CODES) throw notAList();
  return { ...list, ...choices, codes };
}

/** Whether this is how a list says yes. Addresses outside of 127.0.0.0/8 come from a zone that is no list any more. */
export function isListing(address: string): boolean {
  if (addressFamily(address) !== 'ipv4') return false;
  const code = toNumber(address);
  return code >>> 24 === LOOPBACK_NETWORK && code >>> 8 !== REFUSED_QUESTIONS;
}

/** Whether this answer is one that the administrator wants to count. */
export function isCounted(list: Pick<BlockList, 'codes' | 'mask'>, address: string): boolean {
  if (!isListing(address)) return false;
  const code = toNumber(address);
  if (list.mask !== null && (code & list.mask) === 0) return false;
  return list.codes.length === 0 || list.codes.some(({ first, last }) => code >= first && code <= last);
}

function readZone(text: string): string {
  try {
    const zone = normalizeDomain(text.replace(/\.$/, ''));
    if (zone.length <= MAX_ZONE_OCTETS && zone.includes('.') && !zone.startsWith('[')) return zone;
  } catch (error) {
    if (!isFailure(error, 'invalid')) throw error;
  }
  throw notAList();
}

function readNumber(text: string, most: number): number {
  const value = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most) throw notAList();
  return value;
}

function readCodes(text: string): BlockList['codes'][number] {
  const [first = '', last = first, ...more] = text.split('-');
  if (more.length > 0 || !isListing(first) || !isListing(last) || toNumber(first) > toNumber(last)) throw notAList();
  return { first: toNumber(first), last: toNumber(last) };
}

function toNumber(address: string): number {
  return address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
}

function notAList(): Failure {
  return new Failure('invalid', 'not a block list');
}
