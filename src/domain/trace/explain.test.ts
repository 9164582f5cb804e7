import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../../locales/index.ts';
import type { TraceEvent } from '../ports/observations.ts';
import { explain } from './explain.ts';
import type { TraceFacts, TraceKind } from './trace-facts.ts';

const AT = Date.UTC(2026, 10, 23, 13, 5);
const utc = () => 0;

function event<K extends TraceKind>(kind: K, facts: TraceFacts[K], atMs = AT): TraceEvent {
  return { queueId: 'Q1', atMs, kind, facts };
}
const tell = (...events: TraceEvent[]) =>
  explain(events, 'en', utc).map((line) => line.slice('2026-11-23T13:05:00Z '.length));

const ACCEPTED: TraceFacts['accepted'] = {
  client: 'mail.example.org [192.0.2.1]',
  helo: 'mail.example.org',
  from: 'alice@example.org',
  recipients: 2,
  sizeBytes: 12 * 1024,
  protocol: 'ESMTPS',
  tls: 'TLSv1.3',
  userId: null,
};
const ATTEMPT: TraceFacts['attempt'] = {
  recipient: 'bob@example.org',
  host: 'mx.example.org',
  address: '192.0.2.7',
  tls: 'TLSv1.3, verified by DANE',
  outcome: 'deferred',
  status: '4.2.0',
  reply: '450 4.2.0 come back\r\n later',
};

/** One event of each kind; a kind without one does not compile. */
const EXAMPLES: { readonly [K in TraceKind]: TraceFacts[K] } = {
  accepted: ACCEPTED,
  refused: { client: '192.0.2.1', from: 'a@example.org', recipient: null, code: 554, reason: 'no' },
  recipient: { recipient: 'bob', via: 'team@example.test', decision: 'alias' },
  checked: { what: 'dnsbl:bl.example.org', result: 'listed', detail: '127.0.0.2' },
  filed: { user: 'alice', folder: 'INBOX', because: '' },
  queued: { recipient: 'bob@example.org', lane: 'example.org' },
  attempt: ATTEMPT,
  delayed: { recipient: 'bob@example.org', untilMs: AT + 3_600_000, reason: 'busy' },
  notice: { recipient: 'alice@example.test', about: 'bob@example.org', kind: 'delay' },
  expired: { recipient: 'bob@example.org' },
  held: { because: 'too much at once' },
  released: { by: 'admin' },
  retried: { by: 'admin' },
  deleted: { by: 'admin' },
  bounced: { by: 'admin' },
  quarantined: { reason: 'EICAR' },
  freed: { by: 'admin' },
  rewritten: { from: 'a@example.org', to: 'SRS0=x@example.test' },
  piped: { program: 'fax', exitCode: 75 },
  appended: { file: 'archive' },
};

describe('sentences', () => {
  test.each([
    [
      [event('accepted', ACCEPTED)],
      'Accepted from mail.example.org [192.0.2.1] over TLS 1.3, 12 KB for 2 recipients. The sender is alice@example.org.',
    ],
    [
      [event('accepted', { ...ACCEPTED, userId: 'bob', tls: null, from: '', recipients: 1 })],
      'Accepted from bob (mail.example.org [192.0.2.1]) in the clear, 12 KB for 1 recipient. It has no sender: a notice or an automatic answer.',
    ],
    [
      [
        event('refused', {
          ...EXAMPLES.refused,
          recipient: 'eve@example.test',
          code: 550,
          reason: 'unknown-recipient',
        }),
      ],
      'Refused to take mail for eve@example.test from 192.0.2.1, with 550: there is no such address here',
    ],
    [[event('refused', EXAMPLES.refused)], 'Refused from 192.0.2.1 with 554: no'],
    [
      [event('refused', { ...EXAMPLES.refused, reason: '192.0.2.1 is listed by bl.example.org: Spam source' })],
      'Refused from 192.0.2.1 with 554: 192.0.2.1 is listed by bl.example.org: Spam source',
    ],
    [
      [event('filed', { user: 'alice', folder: 'Work', because: 'subaddress' })],
      'Filed in Work of alice: the address names it behind the name.',
    ],
    [[event('filed', EXAMPLES.filed)], 'Filed in INBOX of alice.'],
    [[event('filed', { ...EXAMPLES.filed, folder: 'Junk', because: 'score 7' })], 'Filed in Junk of alice: score 7.'],
    [[event('recipient', EXAMPLES.recipient)], 'For bob (by way of team@example.test), a member of the alias.'],
    [[event('checked', EXAMPLES.checked)], 'Checked block list bl.example.org: listed (127.0.0.2).'],
    [[event('checked', { what: 'spf', result: 'pass', detail: '' })], 'Checked SPF: pass.'],
    [[event('attempt', ATTEMPT)], 'mx.example.org [192.0.2.7] put bob@example.org off: 450 4.2.0 come back / later.'],
    [
      [event('attempt', { ...ATTEMPT, outcome: 'delivered', reply: '250 ok' })],
      'mx.example.org [192.0.2.7] took it for bob@example.org over TLS 1.3, verified by DANE: 250 ok',
    ],
    [
      [event('attempt', { ...ATTEMPT, reply: '192.0.2.7 port 25: connection refused' })],
      'No delivery to bob@example.org yet: 192.0.2.7 port 25: connection refused.',
    ],
    [
      [event('attempt', { ...ATTEMPT, outcome: 'failed', reply: '550 5.1.1 nobody' })],
      'mx.example.org [192.0.2.7] refused bob@example.org: 550 5.1.1 nobody',
    ],
    [
      [event('attempt', { ...ATTEMPT, outcome: 'failed', host: null, address: null, reply: 'no such domain' })],
      'Delivery to bob@example.org is not possible: no such domain',
    ],
  ])('%#', (events, expected) => {
    expect(tell(...events)).toEqual([expected]);
  });

  test('a try that was put off and its next time are one sentence', () => {
    const delayed = event('delayed', EXAMPLES.delayed);
    expect(tell(event('attempt', ATTEMPT), delayed)).toEqual([
      'mx.example.org [192.0.2.7] put bob@example.org off: 450 4.2.0 come back / later; next try at 2026-11-23T14:05:00Z.',
    ]);
    // Those of other recipients may stand between, as one try has several.
    const other = { recipient: 'carol@example.org' };
    const both = [event('attempt', ATTEMPT), event('attempt', { ...ATTEMPT, ...other })];
    const waits = [delayed, event('delayed', { ...EXAMPLES.delayed, ...other })];
    expect(tell(...both, ...waits)).toEqual([expect.stringContaining('next try'), expect.stringContaining('next try')]);
    expect(tell(event('attempt', ATTEMPT), event('attempt', ATTEMPT), delayed)[0]).not.toContain('next try');
    expect(tell(event('attempt', { ...ATTEMPT, outcome: 'failed' }), delayed)).toHaveLength(2);
    expect(tell(both[1] ?? delayed, delayed)).toHaveLength(2);
  });

  test.each(LANGUAGES)('every kind has its sentence in %s, with all values filled in', (language) => {
    for (const [kind, facts] of Object.entries(EXAMPLES)) {
      const [line = ''] = explain([{ queueId: 'Q1', atMs: AT, kind, facts }], language, utc);
      expect(line).not.toMatch(/\{\w+\}|trace\.|\?/);
      expect(line.length).toBeGreaterThan(30);
    }
  });
});

test('what this server says is told in the language of the caller, what others say in their words', () => {
  const german = (...events: TraceEvent[]) => explain(events, 'de', utc).map((line) => line.replace(/^\S+ \S+ /, ''));
  const unreached = { ...ATTEMPT, reply: '192.0.2.7 port 25: connection refused' };
  expect(german(event('attempt', unreached))[0]).toContain('192.0.2.7 Port 25: Verbindung abgelehnt');
  expect(german(event('attempt', ATTEMPT))[0]).toContain('450 4.2.0 come back / later');
  const checked = { what: 'spf', result: 'permerror', detail: 'mailfrom example.org: too many DNS lookups' };
  expect(german(event('checked', checked))[0]).toContain('mailfrom example.org: zu viele DNS-Abfragen');
  expect(german(event('held', { because: 'an administrator holds it' }))[0]).toContain('ein Administrator');
  expect(explain([event('held', EXAMPLES.held)], 'de', utc)[0]).toMatch(/^23\.11\.26, 13:05:00 /);
});

test('the time in front never goes back', () => {
  const times = explain([event('rewritten', EXAMPLES.rewritten, AT - 1000), event('accepted', ACCEPTED)], 'en', utc);
  expect(times.map((line) => line.slice(0, 20))).toEqual(['2026-11-23T13:05:00Z', '2026-11-23T13:05:00Z']);
});

describe('what was not expected', () => {
  test('a kind that nobody knows is shown as it is', () => {
    const strange = { queueId: 'Q1', atMs: AT, kind: 'constructor', facts: { a: 1, b: null, c: 'x\ny' } };
    expect(tell(strange)).toEqual(['constructor a=1 b= c=x / y']);
  });

  test('a fact that is missing is a question mark, a decision that is new is its name', () => {
    expect(tell({ queueId: 'Q1', atMs: AT, kind: 'filed', facts: {} })).toEqual(['Filed in ? of ?.']);
    const facts = { recipient: 'a@example.org', decision: 'toString' };
    expect(tell({ queueId: 'Q1', atMs: AT, kind: 'recipient', facts })).toEqual(['a@example.org: toString']);
  });

  test('what a stranger said is not filled in again, and steers nothing', () => {
    const reply = '450 {host} {time}\u001b[2J \u202egnp';
    const [line = ''] = tell(event('attempt', { ...ATTEMPT, reply }));
    expect(line).toContain('450 {host} {time}\ufffd[2J \ufffdgnp');
  });
});
