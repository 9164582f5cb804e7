/** The records of an answer as the domain sees them. A record that cannot be meant is passed over. */
import { isIP } from 'node:net';
import type { Answer } from 'dns-packet';
import type { MxRecord, SrvRecord, TlsaRecord } from '../../domain/ports/name-service.ts';

/** Letters, digits, hyphens, underscores: what can be looked up again, and shown in a log. */
const HOST_NAME =
  /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;
const ROOT = '.';

export function readMx(records: readonly Answer[]): MxRecord[] {
  return records.flatMap((record) => {
    if (record.type !== 'MX') return [];
    // The package leaves a preference of zero out in some versions.
    const { preference = 0, exchange } = record.data;
    const host = exchange.toLowerCase();
    if (host === ROOT) return [{ preference, exchange: '' }];
    return HOST_NAME.test(host) ? [{ preference, exchange: host }] : [];
  });
}

export function readAddresses(records: readonly Answer[]): string[] {
  return records.flatMap((record) => {
    if (record.type !== 'A' && record.type !== 'AAAA') return [];
    return isIP(record.data) === 0 ? [] : [record.data];
  });
}

/** The character-strings of each record joined, as octets of UTF-8. RFC 7208 section 3.3 does it like that. */
export function readTexts(records: readonly Answer[]): string[] {
  return records.flatMap((record) => {
    if (record.type !== 'TXT') return [];
    const strings = Array.isArray(record.data) ? record.data : [record.data];
    return [Buffer.concat(strings.map((part) => Buffer.from(part as string))).toString('utf8')];
  });
}

export function readSrv(records: readonly Answer[]): SrvRecord[] {
  return records.flatMap((record) => {
    if (record.type !== 'SRV') return [];
    const { priority = 0, weight = 0, port, target } = record.data;
    const host = target.toLowerCase();
    if (host !== ROOT && !HOST_NAME.test(host)) return [];
    return [{ priority, weight, port, target: host === ROOT ? '' : host }];
  });
}

/** Of PTR and CNAME records. */
export function readNames(records: readonly Answer[]): string[] {
  return records.flatMap((record) => {
    if (record.type !== 'PTR' && record.type !== 'CNAME') return [];
    const name = record.data.toLowerCase();
    return HOST_NAME.test(name) ? [name] : [];
  });
}

export function readTlsa(records: readonly Answer[]): TlsaRecord[] {
  return records.flatMap((record) => {
    if (record.type !== 'TLSA') return [];
    const { usage, selector, matchingType, certificate } = record.data;
    return [{ usage, selector, matchingType, data: certificate }];
  });
}
