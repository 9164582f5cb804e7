/** Aggregate reports of DMARC: RFC 7489 section 7.2 and appendix C. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type DmarcRecord, parseDmarcRecord } from '../../../formats/dmarc/dmarc-record.ts';
import type { Tally } from '../../ports/observations.ts';
import type { DmarcTallyRow } from './dmarc-tally.ts';
import { daySeconds } from './utc-day.ts';

export interface DmarcReportFacts {
  readonly reportId: string;
  /** Who makes the report: our name, and whom to ask. */
  readonly organisation: string;
  readonly contact: string;
  /** The domain of the policy, and the UTC day. */
  readonly domain: string;
  readonly day: string;
  /** The policy that is named, as it was found. */
  readonly record: string;
}

/** Rows of one report; of more than these the most frequent are told. */
export const MAX_REPORT_ROWS = 10_000;
/** After so many rows others have their turn. */
const ROWS_A_TURN = 250;

/** @param tallies of this domain and day. */
export async function buildDmarcReport(facts: DmarcReportFacts, tallies: readonly Tally[]): Promise<string> {
  const policy = parseDmarcRecord(facts.record);
  if (policy === null) return '';
  const { begin, end } = daySeconds(facts.day);
  const rows = tallies.toSorted((a, b) => b.count - a.count).slice(0, MAX_REPORT_ROWS);
  const parts = [
    '<?xml version="1.0" encoding="UTF-8"?>\n<feedback>\n  <version>1.0</version>\n  <report_metadata>',
    element('org_name', facts.organisation, 4),
    element('email', facts.contact, 4),
    element('report_id', facts.reportId, 4),
    `    <date_range><begin>${begin}</begin><end>${end}</end></date_range>\n  </report_metadata>`,
    policyElement(facts.domain, policy),
  ];
  for (const [index, { row, count }] of rows.entries()) {
    if (index % ROWS_A_TURN === ROWS_A_TURN - 1) await nextTurn();
    parts.push(recordElement(JSON.parse(row) as DmarcTallyRow, count));
  }
  parts.push('</feedback>\n');
  return parts.join('\n');
}

function policyElement(domain: string, { policy, subdomainPolicy, alignment, percent }: DmarcRecord): string {
  return [
    '  <policy_published>',
    element('domain', domain, 4),
    element('adkim', alignment.dkim === 'strict' ? 's' : 'r', 4),
    element('aspf', alignment.spf === 'strict' ? 's' : 'r', 4),
    element('p', policy, 4),
    element('sp', subdomainPolicy ?? policy, 4),
    element('pct', String(percent), 4),
    element('fo', '0', 4),
    '  </policy_published>',
  ].join('\n');
}

function recordElement(row: DmarcTallyRow, count: number): string {
  const reason =
    row.override === null
      ? []
      : [
          '        <reason>',
          element('type', row.override.type, 10),
          element('comment', row.override.comment, 10),
          '        </reason>',
        ];
  const dkim = row.dkimResults
    .filter(({ domain }) => domain !== '')
    .flatMap(({ domain, selector, result }) => [
      '      <dkim>',
      element('domain', domain, 8),
      element('selector', selector, 8),
      element('result', result, 8),
      '      </dkim>',
    ]);
  return [
    '  <record>\n    <row>',
    element('source_ip', row.sourceAddress, 6),
    element('count', String(count), 6),
    '      <policy_evaluated>',
    element('disposition', row.disposition, 8),
    element('dkim', row.dkim, 8),
    element('spf', row.spf, 8),
    ...reason,
    '      </policy_evaluated>\n    </row>\n    <identifiers>',
    element('envelope_from', row.envelopeFrom, 6),
    element('header_from', row.headerFrom, 6),
    '    </identifiers>\n    <auth_results>',
    ...dkim,
    '      <spf>',
    element('domain', row.spfResult.domain, 8),
    element('scope', row.spfResult.scope, 8),
    element('result', row.spfResult.result, 8),
    '      </spf>\n    </auth_results>\n  </record>',
  ].join('\n');
}

function element(name: string, text: string, indent: number): string {
  return `${' '.repeat(indent)}<${name}>${escapeXml(text)}</${name}>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** What XML 1.0 section 2.2 does not allow is left out. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
