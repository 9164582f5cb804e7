/**
 * Sends the reports of the days that are over. A report that was sent is noted, so that one interrupted run does not
 * send it again; what is counted of a day is forgotten when all of its reports are on their way.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Clock } from '../../../base/clock.ts';
import { isFailure } from '../../../base/failure.ts';
import type { Logger } from '../../../base/log.ts';
import { parseDmarcRecord } from '../../../formats/dmarc/dmarc-record.ts';
import type { NameService } from '../../ports/name-service.ts';
import type { Observations, Tally } from '../../ports/observations.ts';
import type { Store } from '../../ports/store.ts';
import type { Settings } from '../../settings/settings.ts';
import { buildDmarcReport } from './dmarc-report.ts';
import { DMARC_TOPIC, type DmarcTallyRow } from './dmarc-tally.ts';
import { RECEIVED_TOPICS } from './receive-reports.ts';
import { dmarcDestinations, tlsDestinations } from './report-destinations.ts';
import { buildReportMail } from './report-mail.ts';
import { MAX_SUMMARY_DAYS } from './summarise-reports.ts';
import { buildTlsReport, TLS_TOPIC } from './tls-report.ts';
import { daySeconds, utcDay } from './utc-day.ts';

export interface ReportSenderDeps {
  readonly store: Store;
  readonly observations: Observations;
  readonly names: NameService;
  readonly settings: Settings;
  readonly hostname: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Queues a message of ours, signed as all are. Throws Failure. */
  readonly submitReport: (report: SubmittedReport) => Promise<void>;
  /** Posts a report to a web server. Throws Failure `unavailable`. */
  readonly postReport: (url: string, contentType: string, body: Uint8Array, signal: AbortSignal) => Promise<void>;
}

export interface SubmittedReport {
  /** Return path and author: an address of ours. */
  readonly from: string;
  readonly to: string;
  readonly message: Uint8Array;
}

export interface ReportSender {
  /** Sends what is due; to be called about once an hour. Rejects with the reason of the signal. */
  sendDue(signal: AbortSignal): Promise<void>;
}

/** Days that are looked back: for how long a server may have been off. */
const MAX_DAYS = 7;
const DAY_MS = 86_400_000;
/** After so many rows others have their turn. */
const ROWS_A_TURN = 1000;

const compress = promisify(gzip);

interface Report {
  readonly topic: string;
  readonly domain: string;
  readonly day: string;
  readonly reportId: string;
  readonly tallies: readonly Tally[];
}

export function createReportSender(deps: ReportSenderDeps): ReportSender {
  const { store, observations, names, settings, hostname, clock, log, submitReport, postReport } = deps;

  const sender = async (): Promise<string> => {
    const configured = settings.get('reportAddress');
    if (configured !== '') return configured;
    const domains = await store.reader().directory.listDomains();
    return `postmaster@${domains.find(({ isPrimary }) => isPrimary)?.name ?? hostname}`;
  };

  const sendDmarc = async (report: Report, from: string, signal: AbortSignal): Promise<void> => {
    const { domain, day, reportId, tallies } = report;
    const record = await recordOf(tallies);
    const destinations = record === null ? [] : await dmarcDestinations(domain, record, names, signal);
    if (record === null || destinations.length === 0) return;
    const facts = { reportId, organisation: hostname, contact: from, domain, day, record };
    const content = await compress(await buildDmarcReport(facts, tallies));
    const { begin, end } = daySeconds(day);
    for (const { address, maxBytes } of destinations) {
      const message = buildReportMail({
        from,
        to: address,
        domain,
        submitter: hostname,
        reportId,
        nowMs: clock.nowMs(),
        text: `This is a DMARC aggregate report about mail from ${domain}\r\nthat ${hostname} received on ${day}.`,
        attachment: {
          type: 'application/gzip',
          fileName: `${hostname}!${domain}!${begin}!${end}.xml.gz`,
          content,
        },
      });
      if (maxBytes === null || message.length <= maxBytes) await submitReport({ from, to: address, message });
    }
  };

  const sendTls = async (report: Report, from: string, signal: AbortSignal): Promise<void> => {
    const { domain, day, reportId, tallies } = report;
    const { addresses, urls } = await tlsDestinations(domain, names, signal);
    if (addresses.length + urls.length === 0) return;
    const content = await compress(
      await buildTlsReport({ reportId, organisation: hostname, contact: from, domain, day }, tallies),
    );
    const { begin, end } = daySeconds(day);
    for (const to of addresses) {
      const message = buildReportMail({
        from,
        to,
        domain,
        submitter: from.slice(from.lastIndexOf('@') + 1),
        reportId,
        nowMs: clock.nowMs(),
        text: `This is a report about TLS of mail that ${hostname} sent to ${domain}\r\non ${day}.`,
        attachment: {
          type: 'application/tlsrpt+gzip',
          fileName: `${hostname}!${domain}!${begin}!${end}.json.gz`,
          content,
        },
        reportType: 'tlsrpt',
        fields: [
          `TLS-Report-Domain: ${domain}`,
          `TLS-Report-Submitter: ${from.slice(from.lastIndexOf('@') + 1)}`,
          // It must arrive also where TLS is what fails. RFC 8460 section 5.3, RFC 8689 section 5
          'TLS-Required: No',
        ],
      });
      await submitReport({ from, to, message });
    }
    for (const url of urls) await postReport(url, 'application/tlsrpt+gzip', content, signal);
  };

  /** A report that cannot be made or sent keeps no other from its way; it is tried once. */
  const send = async (report: Report, from: string, signal: AbortSignal): Promise<void> => {
    const { topic, domain, day } = report;
    const key = `${topic} ${day} ${domain}`;
    if ((await observations.note('report-sent', key)) !== null) return;
    await observations.setNote('report-sent', key, '', clock.nowMs() + 2 * MAX_DAYS * DAY_MS);
    try {
      await (topic === DMARC_TOPIC ? sendDmarc : sendTls)(report, from, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!isFailure(error)) throw error;
      log.warn({ err: error, topic, domain, day }, 'a report was not sent');
    }
  };

  const sendDay = async (topic: string, isOn: boolean, day: string, signal: AbortSignal): Promise<void> => {
    const tallies = isOn ? await observations.tallies(topic, day) : [];
    const from = await sender();
    for (const [domain, ofDomain] of Map.groupBy(tallies, ({ subject }) => subject)) {
      signal.throwIfAborted();
      const reportId = `${topic}.${day.replaceAll('-', '')}.${domain}@${hostname}`;
      await send({ topic, domain, day, reportId, tallies: ofDomain }, from, signal);
    }
    await observations.forgetTallies(topic, day);
  };

  return {
    async sendDue(signal) {
      const now = clock.nowMs();
      const forgotten = utcDay(now - MAX_SUMMARY_DAYS * DAY_MS);
      for (const topic of Object.values(RECEIVED_TOPICS)) await observations.forgetTallies(topic, forgotten);
      for (let back = MAX_DAYS; back >= 1; back--) {
        const day = utcDay(now - back * DAY_MS);
        await sendDay(DMARC_TOPIC, settings.get('dmarcReports') === 'on', day, signal);
        await sendDay(TLS_TOPIC, settings.get('tlsReports') === 'on', day, signal);
      }
    },
  };
}

/**
 * The policy that a report of the day names, of those by which reports are wanted the one that most messages met; null
 * where none wants any. Others of that day are in the same report: who changes his policy all day gets no more than one.
 * RFC 7489 section 7.2
 */
async function recordOf(tallies: readonly Tally[]): Promise<string | null> {
  const messages = new Map<string, number>();
  for (const [index, { row, count }] of tallies.entries()) {
    if (index % ROWS_A_TURN === ROWS_A_TURN - 1) await nextTurn();
    const { record } = JSON.parse(row) as DmarcTallyRow;
    messages.set(record, (messages.get(record) ?? 0) + count);
  }
  const byMessages = [...messages].toSorted(([, a], [, b]) => b - a);
  return byMessages.find(([record]) => (parseDmarcRecord(record)?.reportTo.length ?? 0) > 0)?.[0] ?? null;
}
