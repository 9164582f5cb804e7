import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { FINDINGS } from '../../../../test/support/findings.ts';
import { type TestObservations, testObservations } from '../../../../test/support/test-observations.ts';
import { testSettings } from '../../../../test/support/test-settings.ts';
import { ZoneNames } from '../../../../test/support/zone-names.ts';
import { Failure } from '../../../base/failure.ts';
import { silentLogger } from '../../../base/log.ts';
import { indexMessage } from '../../../formats/mime/mime-indexer.ts';
import type { Store } from '../../ports/store.ts';
import type { TlsTallyRow } from '../../ports/tls-tally.ts';
import { type DmarcTallyRow, dmarcTallyRow } from './dmarc-tally.ts';
import { parseReport } from './parse-reports.ts';
import { createReceivedReports } from './receive-reports.ts';
import { createReportSender, type SubmittedReport } from './send-reports.ts';
import { summariseReports } from './summarise-reports.ts';

const NOW = Date.parse('2026-11-24T00:30:00Z');
const DAY = '2026-11-23';
const never = new AbortController().signal;

let observations: TestObservations;
let names: ZoneNames;
let sent: SubmittedReport[];
let posted: { url: string; type: string; body: Uint8Array }[];

beforeEach(() => {
  observations = testObservations();
  names = new ZoneNames();
  sent = [];
  posted = [];
});

const store = (domains: readonly string[]) =>
  ({
    reader: () => ({
      directory: {
        listDomains: () => Promise.resolve(domains.map((name, index) => ({ name, isPrimary: index === 0 }))),
      },
    }),
  }) as unknown as Store;

const sender = (
  switches: { dmarcReports?: 'on' | 'off'; tlsReports?: 'on' | 'off' } = { dmarcReports: 'on', tlsReports: 'on' },
) =>
  createReportSender({
    store: store(['example.org']),
    observations,
    names,
    settings: testSettings(switches),
    hostname: 'mx.example.org',
    clock: { nowMs: () => NOW, monotonicMs: () => 0 },
    log: silentLogger,
    submitReport: (report) => {
      if (report.to.startsWith('broken')) return Promise.reject(new Failure('unavailable', 'no'));
      sent.push(report);
      return Promise.resolve();
    },
    postReport: (url, type, body) => {
      posted.push({ url, type, body });
      return Promise.resolve();
    },
  });

function tallyDmarc(change: Partial<DmarcTallyRow> = {}, count = 1, domain = 'example.com', day = DAY): void {
  const verdict = { action: 'deliver', status: '2.0.0', text: '', because: '' } as const;
  const row = {
    ...dmarcTallyRow(FINDINGS, { clientAddress: '192.0.2.1', sender: 'a@example.com' }, verdict, false),
    ...change,
  };
  observations.tally({ topic: 'dmarc', subject: domain, day, row: JSON.stringify(row) }, count);
}

function tallyTls(change: Partial<TlsTallyRow> = {}, count = 1): void {
  const row: TlsTallyRow = {
    policy: { type: 'sts', strings: ['version: STSv1', 'mode: enforce'], mxHosts: ['*.example.com'] },
    result: 'success',
    sendingAddress: '192.0.2.9',
    receivingHost: 'mx.example.com',
    receivingAddress: '192.0.2.1',
    reason: '',
    ...change,
  };
  observations.tally({ topic: 'tls', subject: 'example.com', day: DAY, row: JSON.stringify(row) }, count);
}

function attachmentOf({ message }: SubmittedReport): { type: string; text: string } {
  const octets = Buffer.from(message);
  const part = indexMessage(octets).root.children[1];
  if (part === undefined) throw new Error('no attachment');
  const packed = Buffer.from(octets.toString('latin1', part.bodyStart, part.bodyEnd), 'base64');
  return { type: `${part.type}/${part.subtype}`, text: gunzipSync(packed).toString() };
}

describe('DMARC', () => {
  test('a report of the day to the domain that asks for it', async () => {
    tallyDmarc({}, 3);
    tallyDmarc(
      {
        sourceAddress: '2001:db8::1',
        dkim: 'fail',
        disposition: 'reject',
        envelopeFrom: '',
        headerFrom: 'a<&>.example.com',
      },
      2,
    );
    await sender().sendDue(never);
    expect(sent).toMatchObject([{ from: 'postmaster@example.org', to: 'reports@example.com' }]);
    const text = Buffer.from(sent[0]?.message ?? []).toString();
    expect(text).toMatch(
      /^Subject: Report Domain: example\.com\r\n\tSubmitter: mx\.example\.org\r\n\tReport-ID: <dmarc\.20261123\.example\.com@mx\.example\.org>\r$/m,
    );
    expect(text).toContain('filename="mx.example.org!example.com!1795392000!1795478399.xml.gz"');
    for (const line of text.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78);
    const { type, text: xml } = attachmentOf(sent[0]);
    expect(type).toBe('application/gzip');
    expect(xml).toContain('<header_from>a&lt;&amp;&gt;.example.com</header_from>');
    // What we write others can read: ourselves, for a start.
    expect(await parseReport(xml)).toMatchObject({
      kind: 'dmarc',
      organisation: 'mx.example.org',
      beginSeconds: 1795392000,
      entries: [
        {
          domain: 'example.com',
          count: 3,
          row: { sourceAddress: '192.0.2.1', disposition: 'none', dkim: 'pass', spf: 'pass' },
        },
        { domain: 'example.com', count: 2, row: { sourceAddress: '2001:db8::1', disposition: 'reject', dkim: 'fail' } },
      ],
    });
  });

  test('once, and what was counted is forgotten', async () => {
    tallyDmarc();
    await sender().sendDue(never);
    tallyDmarc();
    await sender().sendDue(never);
    expect(sent).toHaveLength(1);
    expect(observations.all).toEqual([]);
  });

  test('one a day, however often the policy changes: RFC 7489 section 7.2', async () => {
    tallyDmarc({ record: 'v=DMARC1; p=reject' }, 9);
    tallyDmarc({ record: 'v=DMARC1; p=none; rua=mailto:first@example.com' }, 1);
    tallyDmarc({ record: 'v=DMARC1; p=quarantine; rua=mailto:most@example.com' }, 3);
    for (let i = 0; i < 20; i++) tallyDmarc({ record: `v=DMARC1; p=none; pct=${i}; rua=mailto:a${i}@example.com` });
    await sender().sendDue(never);
    expect(sent.map(({ to }) => to)).toEqual(['most@example.com']);
    const { text } = attachmentOf(sent[0]);
    expect(text).toContain('<p>quarantine</p>');
    const { entries } = await parseReport(text);
    expect(entries.reduce((sum, { count }) => sum + count, 0)).toBe(33);
  });

  test('days that a server was off are made up for, today is not over', async () => {
    tallyDmarc({}, 1, 'example.com', '2026-11-18');
    tallyDmarc({}, 1, 'example.com', '2026-11-10');
    tallyDmarc({}, 1, 'example.com', '2026-11-24');
    await sender().sendDue(never);
    expect(sent).toHaveLength(1);
    expect(observations.all.map(({ day }) => day)).toEqual(['2026-11-24']);
  });

  test('addresses elsewhere only where they are welcome: RFC 7489 section 7.1', async () => {
    const record = 'v=DMARC1; p=none; rua=mailto:a@example.net,mailto:b@example.test,mailto:c@sub.example.com';
    names.set('TXT', 'example.com._report._dmarc.example.net', 'v=DMARC1');
    names.set('TXT', 'example.com._report._dmarc.example.test', 'something');
    tallyDmarc({ record });
    await sender().sendDue(never);
    expect(sent.map(({ to }) => to)).toEqual(['a@example.net', 'c@sub.example.com']);
  });

  test('a report that is larger than wanted is not sent', async () => {
    tallyDmarc({ record: 'v=DMARC1; p=none; rua=mailto:a@example.com!100' });
    await sender().sendDue(never);
    expect(sent).toEqual([]);
  });

  test('one that fails keeps no other from its way', async () => {
    tallyDmarc({ record: 'v=DMARC1; p=none; rua=mailto:broken@example.com' });
    tallyDmarc({}, 1, 'example.net');
    names.set('TXT', 'example.net._report._dmarc.example.com', 'v=DMARC1');
    await sender().sendDue(never);
    expect(sent).toHaveLength(1);
  });

  test('nothing where it is switched off', async () => {
    tallyDmarc();
    tallyTls();
    await sender({}).sendDue(never);
    expect(sent).toEqual([]);
    expect(observations.all).toEqual([]);
  });
});

describe('TLS: RFC 8460', () => {
  test('by mail and to a web server', async () => {
    names.set(
      'TXT',
      '_smtp._tls.example.com',
      'v=TLSRPTv1; rua=mailto:tls@example.com,https://example.com/report,http://example.com/x',
    );
    tallyTls({}, 10);
    tallyTls({ result: 'certificate-expired', reason: 'CERT_HAS_EXPIRED' }, 2);
    tallyTls({ policy: { type: 'no-policy-found', strings: [], mxHosts: [] } }, 1);
    await sender().sendDue(never);
    expect(sent.map(({ to }) => to)).toEqual(['tls@example.com']);
    const text = Buffer.from(sent[0]?.message ?? []).toString();
    expect(text).toContain('Content-Type: multipart/report; report-type="tlsrpt";');
    expect(text).toMatch(
      /^TLS-Report-Domain: example\.com\r\nTLS-Report-Submitter: example\.org\r\nTLS-Required: No\r$/m,
    );
    const { type, text: json } = attachmentOf(sent[0]);
    expect(type).toBe('application/tlsrpt+gzip');
    expect(JSON.parse(json)).toEqual({
      'organization-name': 'mx.example.org',
      'date-range': { 'start-datetime': '2026-11-23T00:00:00Z', 'end-datetime': '2026-11-23T23:59:59Z' },
      'contact-info': 'postmaster@example.org',
      'report-id': 'tls.20261123.example.com@mx.example.org',
      policies: [
        {
          policy: {
            'policy-type': 'sts',
            'policy-string': ['version: STSv1', 'mode: enforce'],
            'policy-domain': 'example.com',
            'mx-host': ['*.example.com'],
          },
          summary: { 'total-successful-session-count': 10, 'total-failure-session-count': 2 },
          'failure-details': [
            {
              'result-type': 'certificate-expired',
              'sending-mta-ip': '192.0.2.9',
              'receiving-mx-hostname': 'mx.example.com',
              'receiving-ip': '192.0.2.1',
              'failed-session-count': 2,
              'failure-reason-code': 'CERT_HAS_EXPIRED',
            },
          ],
        },
        {
          policy: { 'policy-type': 'no-policy-found', 'policy-domain': 'example.com' },
          summary: { 'total-successful-session-count': 1, 'total-failure-session-count': 0 },
          'failure-details': [],
        },
      ],
    });
    expect(posted).toMatchObject([{ url: 'https://example.com/report', type: 'application/tlsrpt+gzip' }]);
  });

  test.each([
    ['no record', []],
    ['two records', ['v=TLSRPTv1; rua=mailto:a@example.com', 'v=TLSRPTv1; rua=mailto:b@example.com']],
    ['no place', ['v=TLSRPTv1; rua=ftp://example.com']],
  ])('%s: nothing', async (_what, records) => {
    if (records.length > 0) names.set('TXT', '_smtp._tls.example.com', ...records);
    tallyTls();
    await sender().sendDue(never);
    expect(sent).toEqual([]);
  });
});

test('what we send, another Mailroom takes in and tells', async () => {
  names.set('TXT', '_smtp._tls.example.com', 'v=TLSRPTv1; rua=mailto:reports@example.com');
  tallyDmarc({}, 5);
  tallyDmarc({ sourceAddress: '198.51.100.7', dkim: 'fail', spf: 'fail', disposition: 'reject' }, 4);
  tallyTls({}, 7);
  tallyTls({ result: 'starttls-not-supported' }, 1);
  await sender().sendDue(never);

  const theirs = testObservations();
  const received = createReceivedReports({
    store: store(['example.com']),
    observations: theirs,
    settings: testSettings({ reportAddress: 'reports@example.com' }),
    clock: { nowMs: () => NOW, monotonicMs: () => 0 },
    log: silentLogger,
  });
  expect(received.isFor('Reports@example.com')).toBe(true);
  expect(received.isFor('alice@example.com')).toBe(false);
  const octets = (report: SubmittedReport) =>
    async function* () {
      yield report.message;
    };
  for (const report of [...sent, ...sent]) await received.take(octets(report), FINDINGS);
  expect(await summariseReports(theirs, 'example.com', NOW, 7)).toEqual({
    dmarc: {
      messages: 9,
      passed: 5,
      sources: [
        { address: '198.51.100.7', messages: 4, passed: 0, rejected: 4 },
        { address: '192.0.2.1', messages: 5, passed: 5, rejected: 0 },
      ],
    },
    tls: {
      successes: 7,
      failures: [{ result: 'starttls-not-supported', receivingHost: 'mx.example.com', sessions: 1 }],
    },
    organisations: ['mx.example.org'],
  });
});
