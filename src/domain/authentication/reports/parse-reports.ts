/** Reports of others, read: DMARC (RFC 7489 appendix C) and TLS (RFC 8460 section 4.4). */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { Failure } from '../../../base/failure.ts';
import { parseNetwork } from '../../../base/network.ts';
import { readXml } from './xml-reader.ts';

export interface ReceivedReport {
  readonly kind: 'dmarc' | 'tls';
  /** Who made it, and how he calls it: the same report may come twice. */
  readonly organisation: string;
  readonly reportId: string;
  /** Seconds since the epoch at which the time of the report begins. */
  readonly beginSeconds: number;
  readonly entries: readonly ReceivedEntry[];
}

export interface ReceivedEntry {
  /** Whom it is about. */
  readonly domain: string;
  readonly count: number;
  readonly row: ReceivedDmarcRow | ReceivedTlsRow;
}

export interface ReceivedDmarcRow {
  readonly organisation: string;
  readonly sourceAddress: string;
  readonly disposition: string;
  readonly dkim: string;
  readonly spf: string;
  readonly headerFrom: string;
}

export interface ReceivedTlsRow {
  readonly organisation: string;
  readonly policy: string;
  /** `success`, or a result type of RFC 8460 section 4.3. */
  readonly result: string;
  readonly receivingHost: string;
}

export const REPORT_LIMITS = {
  /** Rows of one report that are taken in. */
  entries: 20_000,
  /** Of one text of a stranger. */
  textLength: 255,
  /** JSON is parsed at once: more would hold up others. */
  jsonLength: 2 * 1024 * 1024,
} as const;

const EVENTS_A_TURN = 5000;
/** Of messages or sessions in one row. */
const MAX_COUNT = 999_999_999;

/** Throws Failure `invalid`, `too-large`. */
export async function parseReport(text: string): Promise<ReceivedReport> {
  return /^\s*\{/.test(text) ? parseTlsReport(text) : await parseDmarcReport(text);
}

async function parseDmarcReport(xml: string): Promise<ReceivedReport> {
  const facts = new Map<string, string>();
  const entries: ReceivedEntry[] = [];
  const path: string[] = [];
  let record = new Map<string, string>();
  let events = 0;
  for (const event of readXml(xml)) {
    if (++events % EVENTS_A_TURN === 0) await nextTurn();
    if (event.kind === 'text') {
      const [, section, ...inner] = path;
      (section === 'record' ? record : facts).set([section, ...inner].join('/'), clean(event.text));
    } else if (event.kind === 'open') {
      path.push(event.name);
    } else {
      path.pop();
      if (event.name !== 'record' || path.length !== 1) continue;
      if (entries.length === REPORT_LIMITS.entries) throw new Failure('too-large', 'a report has too many rows');
      entries.push(dmarcEntry(record, facts));
      record = new Map();
    }
  }
  const beginSeconds = Number(facts.get('report_metadata/date_range/begin'));
  if (!Number.isSafeInteger(beginSeconds) || beginSeconds <= 0)
    throw new Failure('invalid', 'a DMARC report without its time');
  return {
    kind: 'dmarc',
    organisation: facts.get('report_metadata/org_name') ?? '',
    reportId: facts.get('report_metadata/report_id') ?? '',
    beginSeconds,
    entries,
  };
}

const DISPOSITIONS = ['none', 'quarantine', 'reject'];

function dmarcEntry(record: ReadonlyMap<string, string>, facts: ReadonlyMap<string, string>): ReceivedEntry {
  const of = (path: string) => record.get(`record/${path}`) ?? '';
  const oneOf = (text: string, known: readonly string[]) => (known.includes(text) ? text : 'unknown');
  return {
    domain: (facts.get('policy_published/domain') ?? of('identifiers/header_from')).toLowerCase(),
    count: countOf(of('row/count')),
    row: {
      organisation: facts.get('report_metadata/org_name') ?? '',
      sourceAddress: isAddress(of('row/source_ip')) ? of('row/source_ip') : '',
      disposition: oneOf(of('row/policy_evaluated/disposition'), DISPOSITIONS),
      dkim: oneOf(of('row/policy_evaluated/dkim'), ['pass', 'fail']),
      spf: oneOf(of('row/policy_evaluated/spf'), ['pass', 'fail']),
      headerFrom: of('identifiers/header_from').toLowerCase(),
    },
  };
}

function parseTlsReport(json: string): ReceivedReport {
  if (json.length > REPORT_LIMITS.jsonLength) throw new Failure('too-large', 'a TLS report is too large');
  const report = parseJson(json);
  const startMs = Date.parse(textAt(objectAt(report, 'date-range'), 'start-datetime'));
  if (Number.isNaN(startMs)) throw new Failure('invalid', 'a TLS report without its time');
  const organisation = textAt(report, 'organization-name');
  const entries: ReceivedEntry[] = [];
  for (const each of listAt(report, 'policies')) {
    const policy = objectAt(each, 'policy');
    const add = (result: string, receivingHost: string, count: number) => {
      if (count === 0) return;
      if (entries.length === REPORT_LIMITS.entries) throw new Failure('too-large', 'a report has too many rows');
      const row = { organisation, policy: textAt(policy, 'policy-type'), result, receivingHost };
      entries.push({ domain: textAt(policy, 'policy-domain').toLowerCase(), count, row });
    };
    add('success', '', sessionsAt(objectAt(each, 'summary'), 'total-successful-session-count'));
    for (const failure of listAt(each, 'failure-details')) {
      const host = textAt(failure, 'receiving-mx-hostname').toLowerCase();
      add(textAt(failure, 'result-type'), host, sessionsAt(failure, 'failed-session-count'));
    }
  }
  return { kind: 'tls', organisation, reportId: textAt(report, 'report-id'), beginSeconds: startMs / 1000, entries };
}

/** What is not there, or is something else, is nothing: many reports have their oddities. */
function objectAt(value: unknown, name: string): unknown {
  const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isObject ? (value as Record<string, unknown>)[name] : undefined;
}

function listAt(value: unknown, name: string): readonly unknown[] {
  const list = objectAt(value, name);
  return Array.isArray(list) ? list : [];
}

function textAt(value: unknown, name: string): string {
  const text = objectAt(value, name);
  return typeof text === 'string' ? clean(text) : '';
}

function sessionsAt(value: unknown, name: string): number {
  const count = objectAt(value, name);
  return typeof count === 'number' && Number.isSafeInteger(count) && count > 0 ? Math.min(count, MAX_COUNT) : 0;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new Failure('invalid', 'not JSON', { cause });
  }
}

function isAddress(text: string): boolean {
  return !text.includes('/') && parseNetwork(text) !== null;
}

function countOf(digits: string): number {
  return /^\d{1,9}$/.test(digits) ? Number(digits) : 0;
}

/** One line, printable, of bounded length. */
function clean(value: string): string {
  return value
    .slice(0, REPORT_LIMITS.textLength)
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
}
