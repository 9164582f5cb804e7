/** Reports on TLS: RFC 8460 section 4.4 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Tally } from '../../ports/observations.ts';
import type { TlsTallyRow } from '../../ports/tls-tally.ts';

export const TLS_TOPIC = 'tls';

export interface TlsReportFacts {
  readonly reportId: string;
  readonly organisation: string;
  readonly contact: string;
  /** The domain of the recipients, and the UTC day. */
  readonly domain: string;
  readonly day: string;
}

/** Different failures that one report tells of. */
const MAX_FAILURES = 1000;
const ROWS_A_TURN = 500;

interface PolicyReport {
  readonly policy: Record<string, unknown>;
  readonly summary: { 'total-successful-session-count': number; 'total-failure-session-count': number };
  readonly 'failure-details': Record<string, unknown>[];
}

/** @param tallies of this domain and day. @returns JSON */
export async function buildTlsReport(facts: TlsReportFacts, tallies: readonly Tally[]): Promise<string> {
  const policies = new Map<string, PolicyReport>();
  for (const [index, { row, count }] of tallies.entries()) {
    if (index % ROWS_A_TURN === ROWS_A_TURN - 1) await nextTurn();
    const facet = JSON.parse(row) as TlsTallyRow;
    const key = JSON.stringify(facet.policy);
    const report = policies.get(key) ?? newPolicyReport(facts.domain, facet);
    policies.set(key, report);
    if (facet.result === 'success') {
      report.summary['total-successful-session-count'] += count;
      continue;
    }
    report.summary['total-failure-session-count'] += count;
    if (report['failure-details'].length < MAX_FAILURES) report['failure-details'].push(failureDetail(facet, count));
  }
  return JSON.stringify({
    'organization-name': facts.organisation,
    'date-range': { 'start-datetime': `${facts.day}T00:00:00Z`, 'end-datetime': `${facts.day}T23:59:59Z` },
    'contact-info': facts.contact,
    'report-id': facts.reportId,
    policies: [...policies.values()],
  });
}

function newPolicyReport(domain: string, { policy }: TlsTallyRow): PolicyReport {
  return {
    policy: {
      'policy-type': policy.type,
      ...(policy.strings.length === 0 ? {} : { 'policy-string': policy.strings }),
      'policy-domain': domain,
      ...(policy.mxHosts.length === 0 ? {} : { 'mx-host': policy.mxHosts }),
    },
    summary: { 'total-successful-session-count': 0, 'total-failure-session-count': 0 },
    'failure-details': [],
  };
}

function failureDetail(row: TlsTallyRow, count: number): Record<string, unknown> {
  return {
    'result-type': row.result,
    ...(row.sendingAddress === '' ? {} : { 'sending-mta-ip': row.sendingAddress }),
    'receiving-mx-hostname': row.receivingHost,
    ...(row.receivingAddress === '' ? {} : { 'receiving-ip': row.receivingAddress }),
    'failed-session-count': count,
    ...(row.reason === '' ? {} : { 'failure-reason-code': row.reason }),
  };
}
