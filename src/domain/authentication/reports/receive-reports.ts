/** Takes in the reports that others send about our domains, and counts what they say. */
import type { Clock } from '../../../base/clock.ts';
import { isFailure } from '../../../base/failure.ts';
import { createGate } from '../../../base/gate.ts';
import type { Logger } from '../../../base/log.ts';
import { indexMessage } from '../../../formats/mime/mime-indexer.ts';
import type { MimePart } from '../../../formats/mime/mime-part.ts';
import { partFileName } from '../../../formats/mime/part-parameter.ts';
import { decodeTransfer, isKnownEncoding } from '../../../formats/mime/transfer-decoder.ts';
import type { VerifyFindings } from '../../ports/mail-auth.ts';
import type { Observations } from '../../ports/observations.ts';
import type { Store } from '../../ports/store.ts';
import type { Settings } from '../../settings/settings.ts';
import { parseReport, type ReceivedEntry, type ReceivedReport } from './parse-reports.ts';
import { unpackReport } from './unpack-report.ts';
import { utcDay } from './utc-day.ts';

/** Topics of the tallies: what others say of mail in our name, and of TLS with us. */
export const RECEIVED_TOPICS = { dmarc: 'dmarc-received', tls: 'tls-received' } as const;

export interface ReceivedReports {
  /** True for the address that the setting names, without regard to case. */
  isFor(recipient: string): boolean;
  /**
   * Reads a message that came for that address. Only what passes DMARC is believed, and only what is about our domains
   * is counted; the same report counts once, and of each domain so many rows of a day. One is read after the other.
   * Resolves with the number of rows; never rejects for what the message is, nor where too many wait.
   */
  take(message: () => AsyncIterable<Uint8Array>, findings: VerifyFindings): Promise<number>;
}

export interface ReceivedReportsDeps {
  readonly store: Store;
  readonly observations: Observations;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Reading takes tens of megabytes: of messages beyond these nothing is counted. */
const MAX_WAITING = 100;
const MAX_MESSAGE_BYTES = 10 * 1024 * 1024;
/** Of one kind about one domain, that come on one day, whoever sends them. */
export const MAX_ROWS_A_DAY = 10_000;
const DAY_MS = 86_400_000;
const REMEMBERED_MS = 60 * DAY_MS;
/** Reports of a time further away than this are none. */
const MAX_AGE_MS = 30 * DAY_MS;

const ROWS_TAKEN = 'report-rows';

export function createReceivedReports(deps: ReceivedReportsDeps): ReceivedReports {
  const { store, observations, settings, clock, log } = deps;

  /** False where it was there before. */
  const isNew = async ({ kind, organisation, reportId }: ReceivedReport): Promise<boolean> => {
    const key = `${kind} ${organisation} ${reportId}`;
    if ((await observations.note('report-received', key)) !== null) return false;
    await observations.setNote('report-received', key, '', clock.nowMs() + REMEMBERED_MS);
    return true;
  };

  /** How many of these rows the domain may still have today; they are counted as taken. */
  const admitted = async (kind: ReceivedReport['kind'], domain: string, rows: number): Promise<number> => {
    const key = `${kind} ${utcDay(clock.nowMs())} ${domain}`;
    const taken = Number((await observations.note(ROWS_TAKEN, key))?.value ?? 0);
    const count = Math.min(rows, MAX_ROWS_A_DAY - taken);
    if (count > 0) await observations.setNote(ROWS_TAKEN, key, String(taken + count), clock.nowMs() + 2 * DAY_MS);
    return count;
  };

  const countRows = async (kind: ReceivedReport['kind'], day: string, domain: string, entries: ReceivedEntry[]) => {
    const count = await admitted(kind, domain, entries.length);
    if (count < entries.length) log.warn({ domain, kind, rows: entries.length - count }, 'rows of reports not counted');
    // The most frequent ones say most.
    const counted = entries.toSorted((a, b) => b.count - a.count).slice(0, count);
    for (const { count: times, row } of counted) {
      observations.tally({ topic: RECEIVED_TOPICS[kind], subject: domain, day, row: JSON.stringify(row) }, times);
    }
    return counted.length;
  };

  const count = async (report: ReceivedReport): Promise<number> => {
    const beginMs = report.beginSeconds * 1000;
    if (Math.abs(clock.nowMs() - beginMs) > MAX_AGE_MS || !(await isNew(report))) return 0;
    const ours = new Set((await store.reader().directory.listDomains()).map(({ name }) => name));
    const about = report.entries.filter((entry) => ours.has(entry.domain) && entry.count > 0);
    let rows = 0;
    for (const [domain, entries] of Map.groupBy(about, (entry) => entry.domain)) {
      rows += await countRows(report.kind, utcDay(beginMs), domain, entries);
    }
    return rows;
  };

  const gate = createGate(1, MAX_WAITING);
  const read = async (message: AsyncIterable<Uint8Array>): Promise<number> => {
    const packed = await findReport(message);
    return packed === null ? 0 : await count(await parseReport(await unpackReport(packed)));
  };

  return {
    isFor: (recipient) => {
      const address = settings.get('reportAddress');
      return address !== '' && recipient.toLowerCase() === address.toLowerCase();
    },
    async take(message, findings) {
      if (findings.dmarc.result !== 'pass') return 0;
      try {
        return await gate.run(() => read(message()));
      } catch (error) {
        if (!isFailure(error)) throw error;
        log.warn({ err: error, from: findings.dmarc.domain }, 'a report could not be read');
        return 0;
      }
    },
  };
}

const TYPES: ReadonlySet<string> = new Set([
  'application/gzip',
  'application/x-gzip',
  'application/zip',
  'application/x-zip-compressed',
  'application/xml',
  'text/xml',
  'application/tlsrpt+gzip',
  'application/tlsrpt+json',
]);
const FILE_NAME = /\.(?:xml|xml\.gz|zip|json|json\.gz)$/i;

/** The octets of the first part that is a report by its type or its file's name; null where there is none. */
async function findReport(message: AsyncIterable<Uint8Array>): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of message) {
    length += chunk.length;
    if (length > MAX_MESSAGE_BYTES) return null;
    chunks.push(chunk);
  }
  const octets = Buffer.concat(chunks);
  const open: MimePart[] = [indexMessage(octets).root];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (isReport(part))
      return Buffer.from(decodeTransfer(part.encoding, octets.subarray(part.bodyStart, part.bodyEnd)));
    if (part.type === 'multipart') open.push(...part.children.toReversed());
  }
  return null;
}

function isReport(part: MimePart): boolean {
  if (part.type === 'multipart' || !isKnownEncoding(part.encoding)) return false;
  return TYPES.has(`${part.type}/${part.subtype}`) || FILE_NAME.test(partFileName(part) ?? '');
}
