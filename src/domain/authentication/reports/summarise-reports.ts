/** What the reports of others say about a domain, for people. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Observations, Tally } from '../../ports/observations.ts';
import type { ReceivedDmarcRow, ReceivedTlsRow } from './parse-reports.ts';
import { RECEIVED_TOPICS } from './receive-reports.ts';
import { utcDay } from './utc-day.ts';

export interface ReportSummary {
  readonly dmarc: {
    readonly messages: number;
    /** Of these, such that SPF or DKIM stood behind. */
    readonly passed: number;
    /** By messages that did not pass, then by all; the first ones only. */
    readonly sources: readonly DmarcSource[];
  };
  readonly tls: {
    readonly successes: number;
    readonly failures: readonly {
      readonly result: string;
      readonly receivingHost: string;
      readonly sessions: number;
    }[];
  };
  /** Who has sent reports. */
  readonly organisations: readonly string[];
}

export interface DmarcSource {
  readonly address: string;
  readonly messages: number;
  readonly passed: number;
  readonly rejected: number;
}

const DAY_MS = 86_400_000;
export const MAX_SUMMARY_DAYS = 90;
const MAX_LISTED = 100;

/** @param days up to today, at most `MAX_SUMMARY_DAYS`. */
export async function summariseReports(
  observations: Pick<Observations, 'tallies'>,
  domain: string,
  nowMs: number,
  days: number,
): Promise<ReportSummary> {
  const sources = new Map<string, { address: string; messages: number; passed: number; rejected: number }>();
  const failures = new Map<string, { result: string; receivingHost: string; sessions: number }>();
  const organisations = new Set<string>();
  let successes = 0;

  const addDmarc = ({ row, count }: Tally) => {
    const { organisation, sourceAddress: address, dkim, spf, disposition } = JSON.parse(row) as ReceivedDmarcRow;
    organisations.add(organisation);
    const source = sources.get(address) ?? { address, messages: 0, passed: 0, rejected: 0 };
    sources.set(address, source);
    source.messages += count;
    if (dkim === 'pass' || spf === 'pass') source.passed += count;
    if (disposition === 'reject') source.rejected += count;
  };
  const addTls = ({ row, count }: Tally) => {
    const { organisation, result, receivingHost } = JSON.parse(row) as ReceivedTlsRow;
    organisations.add(organisation);
    if (result === 'success') {
      successes += count;
      return;
    }
    const key = `${result} ${receivingHost}`;
    const failure = failures.get(key) ?? { result, receivingHost, sessions: 0 };
    failures.set(key, failure);
    failure.sessions += count;
  };

  for (let back = Math.min(days, MAX_SUMMARY_DAYS) - 1; back >= 0; back--) {
    const day = utcDay(nowMs - back * DAY_MS);
    for (const tally of await observations.tallies(RECEIVED_TOPICS.dmarc, day))
      if (tally.subject === domain) addDmarc(tally);
    for (const tally of await observations.tallies(RECEIVED_TOPICS.tls, day))
      if (tally.subject === domain) addTls(tally);
    await nextTurn();
  }
  const all = [...sources.values()];
  const sum = (of: 'messages' | 'passed') => all.reduce((total, source) => total + source[of], 0);
  return {
    dmarc: {
      messages: sum('messages'),
      passed: sum('passed'),
      sources: all
        .toSorted((a, b) => b.messages - b.passed - (a.messages - a.passed) || b.messages - a.messages)
        .slice(0, MAX_LISTED),
    },
    tls: {
      successes,
      failures: [...failures.values()].toSorted((a, b) => b.sessions - a.sessions).slice(0, MAX_LISTED),
    },
    organisations: [...organisations].sort().slice(0, MAX_LISTED),
  };
}
