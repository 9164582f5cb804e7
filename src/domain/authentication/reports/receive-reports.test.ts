import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { FINDINGS } from '../../../../test/support/findings.ts';
import { type TestObservations, testObservations } from '../../../../test/support/test-observations.ts';
import { testSettings } from '../../../../test/support/test-settings.ts';
import { isFailure } from '../../../base/failure.ts';
import { silentLogger } from '../../../base/log.ts';
import type { Store } from '../../ports/store.ts';
import { parseReport } from './parse-reports.ts';
import { createReceivedReports, MAX_ROWS_A_DAY, RECEIVED_TOPICS, type ReceivedReports } from './receive-reports.ts';
import { unpackReport } from './unpack-report.ts';
import { readXml } from './xml-reader.ts';

const NOW = Date.parse('2026-11-24T10:00:00Z');
const BEGIN = Date.parse('2026-11-23T00:00:00Z') / 1000;

let observations: TestObservations;
let received: ReceivedReports;

beforeEach(() => {
  observations = testObservations();
  received = createReceivedReports({
    store: {
      reader: () => ({ directory: { listDomains: () => Promise.resolve([{ name: 'example.org' }]) } }),
    } as unknown as Store,
    observations,
    settings: testSettings({ reportAddress: 'reports@example.org' }),
    clock: { nowMs: () => NOW, monotonicMs: () => 0 },
    log: silentLogger,
  });
});

function dmarcXml({ domain = 'example.org', begin = BEGIN, count = '3', id = 'r1', more = '' } = {}): string {
  return `<?xml version="1.0" encoding="UTF-8" ?>
<feedback xmlns="urn:x"><report_metadata><org_name>Example &amp; Co</org_name><email>x@example.net</email><report_id>${id}</report_id>
<date_range><begin>${begin}</begin><end>${begin + 86_399}</end></date_range></report_metadata>
<policy_published><domain>${domain}</domain><p>none</p></policy_published>
<record><row><source_ip>192.0.2.1</source_ip><count>${count}</count><policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>fail</spf></policy_evaluated></row>
<identifiers><header_from>example.org</header_from></identifiers><auth_results><spf><domain>example.net</domain><result>pass</result></spf></auth_results></record>${more}
</feedback>`;
}

/** A zip archive with one file. PKWARE APPNOTE section 4.3 */
function zip(name: string, content: string, method = 8): Buffer {
  const data = method === 8 ? deflateRawSync(content) : Buffer.from(content);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(method, 8);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(method, 10);
  central.writeUInt32LE(data.length, 20);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(30 + name.length + data.length, 16);
  return Buffer.concat([local, Buffer.from(name), data, central, Buffer.from(name), end]);
}

function mail(type: string, content: Buffer, disposition = ''): () => AsyncIterable<Uint8Array> {
  const text = `From: x@example.net\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nA report.\r\n--b\r\nContent-Type: ${type}\r\n${disposition}Content-Transfer-Encoding: base64\r\n\r\n${content.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n--b--\r\n`;
  return async function* () {
    yield Buffer.from(text);
  };
}

describe('forms in which reports come', () => {
  test.each([
    ['gzip', mail('application/gzip', gzipSync(dmarcXml()))],
    ['zip', mail('application/zip', zip('a!b!1!2.xml', dmarcXml()))],
    ['zip, stored', mail('application/x-zip-compressed', zip('a.xml', dmarcXml(), 0))],
    ['plain XML', mail('text/xml', Buffer.from(dmarcXml()))],
    [
      'by the name of the file',
      mail(
        'application/octet-stream',
        gzipSync(dmarcXml()),
        'Content-Disposition: attachment; filename="a!b!1!2.xml.gz"\r\n',
      ),
    ],
    ['with a byte order mark', mail('text/xml', Buffer.from(`\ufeff${dmarcXml()}`))],
  ])('%s', async (_what, message) => {
    expect(await received.take(message, FINDINGS)).toBe(1);
    expect(observations.all).toEqual([
      {
        topic: 'dmarc-received',
        subject: 'example.org',
        day: '2026-11-23',
        count: 3,
        row: JSON.stringify({
          organisation: 'Example & Co',
          sourceAddress: '192.0.2.1',
          disposition: 'none',
          dkim: 'pass',
          spf: 'fail',
          headerFrom: 'example.org',
        }),
      },
    ]);
  });
});

describe('what is not counted', () => {
  test.each([
    ['of another domain', mail('text/xml', Buffer.from(dmarcXml({ domain: 'example.net' })))],
    ['from long ago', mail('text/xml', Buffer.from(dmarcXml({ begin: BEGIN - 90 * 86_400 })))],
    ['without a count', mail('text/xml', Buffer.from(dmarcXml({ count: '-5' })))],
    ['no report at all', mail('text/html', Buffer.from('<p>hello'))],
    ['damaged', mail('application/gzip', gzipSync(dmarcXml()).subarray(0, 100))],
    ['an archive without a report', mail('application/zip', zip('a.exe', 'x'))],
    ['JSON of something else', mail('application/tlsrpt+json', Buffer.from('{"a":1}'))],
  ])('%s', async (_what, message) => {
    expect(await received.take(message, FINDINGS)).toBe(0);
    expect(observations.all).toEqual([]);
  });

  test('what does not pass DMARC', async () => {
    const findings = { ...FINDINGS, dmarc: { ...FINDINGS.dmarc, result: 'none' } } as const;
    expect(await received.take(mail('text/xml', Buffer.from(dmarcXml())), findings)).toBe(0);
  });

  test('the same one twice', async () => {
    const message = mail('text/xml', Buffer.from(dmarcXml()));
    expect(await received.take(message, FINDINGS)).toBe(1);
    expect(await received.take(message, FINDINGS)).toBe(0);
    expect(observations.all[0]?.count).toBe(3);
  });
});

describe('how much is read', () => {
  test('one report after the other, and of too many at once the rest is not', async () => {
    const open: string[] = [];
    const ends: string[] = [];
    const message = (id: string) =>
      async function* () {
        open.push(id);
        await new Promise((resolve) => setImmediate(resolve));
        yield* mail('text/xml', Buffer.from(dmarcXml({ id })))();
        expect(open).toEqual([id]);
        open.pop();
        ends.push(id);
      };
    const rows = await Promise.all(Array.from({ length: 150 }, (_, i) => received.take(message(`r${i}`), FINDINGS)));
    expect(rows.filter((count) => count === 1)).toHaveLength(101);
    expect(ends).toHaveLength(101);
  });

  test('so many rows a day about a domain, the most frequent of a report', async () => {
    const rows = (id: string, from: number, count: number) => {
      const record = (i: number) =>
        `<record><row><source_ip>10.0.${i >> 8}.${i & 255}</source_ip><count>${i + 1}</count></row></record>`;
      const more = Array.from({ length: count }, (_, i) => record(from + i)).join('');
      return received.take(mail('text/xml', Buffer.from(dmarcXml({ id, more, count: '99999' }))), FINDINGS);
    };
    expect(await rows('a', 0, MAX_ROWS_A_DAY - 3)).toBe(MAX_ROWS_A_DAY - 2);
    expect(await rows('b', 20_000, 9)).toBe(2);
    expect(await rows('c', 30_000, 9)).toBe(0);
    const last = observations.all.filter(({ topic, count }) => topic === RECEIVED_TOPICS.dmarc && count > 20_000);
    expect(last.map(({ count }) => count)).toEqual([2 * 99_999, 20_009]);
  });
});

describe('hostile reports: SECURITY.md section 2', () => {
  test.each([
    ['gzip', gzipSync(Buffer.alloc(200_000_000))],
    ['zip', zip('a.xml', ' '.repeat(200_000_000))],
  ])('a bomb in %s', async (_what, bomb) => {
    // It was not unpacked first and refused then.
    const cause = { code: 'ERR_BUFFER_TOO_LARGE' };
    await expect(unpackReport(bomb)).rejects.toMatchObject({ code: 'too-large', cause });
  });

  test.each([
    ['a document type', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['an entity of its own', '<a>&lol;</a>'],
    ['an entity from elsewhere', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'],
    ['a character that is none', '<a>&#0;</a>'],
    ['nested without end', '<a>'.repeat(100_000)],
    ['not closed', '<a><b></b>'],
    ['closed crosswise', '<a><b></a></b>'],
    ['text outside', '<a></a>x'],
    ['an attribute without quotes', '<a b=c></a>'],
    ['a comment without end', '<a><!--'],
    ['much white space', `<a${' '.repeat(1_000_000)}x`],
    ['many attributes', `<a ${'b="c" '.repeat(200_000)}`],
    ['more attributes than a pattern can hold', `<a${' b="c"'.repeat(2_500_000)}>`],
    ['a text of entities without end', `<a>${'&amp;'.repeat(3_000_000)}</a>`],
  ])('%s', (_what, xml) => {
    expect(() => [...readXml(xml)]).toThrow(expect.objectContaining({ code: 'invalid' }) as Error);
  });

  test('texts are cut, and lines stay lines', async () => {
    const long = dmarcXml({ id: `x\r\n${'y'.repeat(10_000)}` });
    const { reportId } = await parseReport(long);
    expect(reportId).toMatch(/^x +y{100,252}$/);
  });

  test('too many rows', async () => {
    const more = '<record><row><count>1</count></row></record>'.repeat(20_001);
    await expect(parseReport(dmarcXml({ more }))).rejects.toMatchObject({ code: 'too-large' });
  });

  test('any octets are a report, or none', async () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '</',
      '/>',
      'feedback',
      'record',
      'row',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '&',
      ';',
      '&amp;',
      '"',
      '=',
      ' ',
      '{',
      '}',
      '[',
      ']',
      '1',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
        try {
          await parseReport(await unpackReport(Buffer.from(pieces.join(''))));
        } catch (error) {
          expect(isFailure(error)).toBe(true);
        }
      }),
      { seed: 72, numRuns: 3000 },
    );
  });

  test('any change of an archive is read or refused', async () => {
    const whole = zip('a.xml', dmarcXml());
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), async (at, octet, length) => {
        const changed = Buffer.from(whole.subarray(0, Math.max(5, length)));
        if (at < changed.length) changed[at] = octet;
        try {
          await unpackReport(changed);
        } catch (error) {
          expect(isFailure(error)).toBe(true);
        }
      }),
      { seed: 73, numRuns: 2000 },
    );
  });
});

test('the elements and texts of a document', () => {
  const events = [...readXml('<?xml version="1.0"?><!-- c --><x:a k="v"> 1 &lt; &#50; <b/><![CDATA[<c>]]></x:a>')];
  expect(events).toEqual([
    { kind: 'open', name: 'a' },
    { kind: 'text', text: '1 < 2' },
    { kind: 'open', name: 'b' },
    { kind: 'close', name: 'b' },
    { kind: 'text', text: '<c>' },
    { kind: 'close', name: 'a' },
  ]);
});
