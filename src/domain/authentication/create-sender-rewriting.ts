/**
 * The Sender Rewriting Scheme: https://www.libsrs2.net/srs/srs.pdf
 *
 * `SRS0=HASH=TT=DOMAIN=LOCAL@us` stands for `LOCAL@DOMAIN`; the day TT and the hash keep others from using it.
 * `SRS1=HASH=FIRST==HASH=TT=DOMAIN=LOCAL@us` stands for an address that FIRST has rewritten already: bounces go there
 * at once, not back through everybody.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { isFailure } from '../../base/failure.ts';
import type { SecretBox } from '../../base/secret-box.ts';
import { formatMailAddress, makeMailAddress, parseMailAddress } from '../../formats/address/mail-address.ts';
import type { SenderRewriting } from './sender-rewriting.ts';

/** How long bounces find their way. */
const VALID_DAYS = 21;
const DAY_MS = 86_400_000;
/** Two characters of five bits each. */
const DAY_MODULUS = 1024;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** 40 bits, in characters that survive a change of case. */
const HASH_LENGTH = 8;
/** What a local part may have on its way through other servers. RFC 5321 section 4.5.3.1.1 asks for 64, longer ones arrive. */
const MAX_LOCAL_PART = 255;

const SRS0 = /^SRS0[=+-]([A-Z2-7]{8})=([A-Z2-7]{2})=([^=@]+)=(.+)$/i;
const SRS1 = /^SRS1[=+-]([A-Z2-7]{8})=([^=@]+)=([=+-].+)$/i;
const FOREIGN_SRS0 = /^SRS0([=+-].+)$/i;
const FOREIGN_SRS1 = /^SRS1[=+-][^=]+=([^=@]+)=([=+-].+)$/i;

export interface SenderRewritingDeps {
  readonly box: SecretBox;
  readonly clock: Clock;
}

export function createSenderRewriting({ box, clock }: SenderRewritingDeps): SenderRewriting {
  const key = box.deriveKey('srs');
  /** Without regard to case: some servers change it. */
  const hash = (text: string) =>
    toBase32(createHmac('sha256', key).update(text.toLowerCase()).digest()).slice(0, HASH_LENGTH);
  const today = () => Math.floor(clock.nowMs() / DAY_MS) % DAY_MODULUS;

  const wrapped = (sender: string, address: { localPart: string; domain: string }, viaDomain: string): string => {
    const localPart = wrap(address.localPart, address.domain, hash, writeDay(today()));
    // What would not fit keeps its sender: SPF may fail, the bounce arrives.
    return localPart.length > MAX_LOCAL_PART ? sender : (write(localPart, viaDomain) ?? sender);
  };

  return {
    rewrite(sender, viaDomain) {
      const address = read(sender);
      return address === null || address.domain === viaDomain ? sender : wrapped(sender, address, viaDomain);
    },

    homeward(own) {
      const address = read(own);
      return address === null ? own : wrapped(own, address, address.domain);
    },

    reverse(localPart) {
      const once = SRS0.exec(localPart);
      if (once !== null) {
        const [, given = '', day = '', domain = '', local = ''] = once;
        if (!isEqual(given, hash(`0=${day}=${domain}=${local}`)) || !isRecent(day, today())) return null;
        return write(local, domain);
      }
      const twice = SRS1.exec(localPart);
      if (twice === null) return null;
      const [, given = '', first = '', rest = ''] = twice;
      return isEqual(given, hash(`1=${first}=${rest}`)) ? write(`SRS0${rest}`, first) : null;
    },
  };
}

/** What the first one to forward has wrapped is only sent back to him: his hash and his day protect it. */
function wrap(localPart: string, domain: string, hash: (text: string) => string, day: string): string {
  const twice = FOREIGN_SRS1.exec(localPart);
  const once = FOREIGN_SRS0.exec(localPart);
  if (twice !== null || once !== null) {
    const [first, rest] = twice === null ? [domain, once?.[1] ?? ''] : [twice[1] ?? '', twice[2] ?? ''];
    return `SRS1=${hash(`1=${first}=${rest}`)}=${first}=${rest}`;
  }
  return `SRS0=${hash(`0=${day}=${domain}=${localPart}`)}=${day}=${domain}=${localPart}`;
}

function read(address: string): { readonly localPart: string; readonly domain: string } | null {
  return orNull(() => parseMailAddress(address));
}

function write(localPart: string, domain: string): string | null {
  return orNull(() => formatMailAddress(makeMailAddress(localPart, domain)));
}

function orNull<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (isFailure(error, 'invalid')) return null;
    throw error;
  }
}

function isEqual(given: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(given.toUpperCase()), Buffer.from(expected));
}

function writeDay(day: number): string {
  return BASE32.charAt(day >> 5) + BASE32.charAt(day & 31);
}

function isRecent(text: string, today: number): boolean {
  const upper = text.toUpperCase();
  const day = BASE32.indexOf(upper.charAt(0)) * 32 + BASE32.indexOf(upper.charAt(1));
  // The clock of tomorrow is allowed: the one that wrote it may have been ahead.
  return (today - day + 1 + DAY_MODULUS) % DAY_MODULUS <= VALID_DAYS + 1;
}

function toBase32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes.subarray(0, HASH_LENGTH)) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32.charAt((value >> bits) & 31);
    }
  }
  return text;
}
