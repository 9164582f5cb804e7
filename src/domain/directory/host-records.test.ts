import { expect, test } from 'vitest';
import type { DnsAnswer } from '../ports/name-service.ts';
import { checkHostRecords } from './host-records.ts';

type Answers = Readonly<Record<string, readonly string[] | 'failed'>>;

async function check(answers: Answers) {
  const look = async (name: string): Promise<DnsAnswer<string>> => {
    const entry = answers[name] ?? [];
    if (entry === 'failed') return { kind: 'failed', reason: 'no answer' };
    if (entry.length === 0) return { kind: 'none', isNxDomain: true, isAuthenticated: false };
    return { kind: 'found', records: entry, isAuthenticated: false, ttlSeconds: 60 };
  };
  const signal = new AbortController().signal;
  const records = await checkHostRecords({ addresses: look, ptr: look }, 'mail.example.test', signal);
  return records.map(({ name, state, found }) => `${name} ${state} ${found.join(',')}`.trim());
}

const GOOD: Answers = {
  'mail.example.test': ['192.0.2.1', '2001:db8::1'],
  '192.0.2.1': ['mail.example.test'],
  '2001:db8::1': ['other.example.test', 'mail.example.test'],
};
const REVERSE_IPV6 = `1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`;

test('the name leads to the addresses, and they lead back', async () => {
  expect(await check(GOOD)).toEqual([
    'mail.example.test ok 192.0.2.1,2001:db8::1',
    '1.2.0.192.in-addr.arpa ok mail.example.test',
    `${REVERSE_IPV6} ok other.example.test,mail.example.test`,
  ]);
});

test.each<[string, Answers, string]>([
  ['no address', { 'mail.example.test': [] }, 'mail.example.test missing'],
  ['no answer', { 'mail.example.test': 'failed' }, 'mail.example.test unknown'],
  ['no way back', { '192.0.2.1': [] }, '1.2.0.192.in-addr.arpa missing'],
  ['another way back', { '192.0.2.1': ['dial-1.example.org'] }, '1.2.0.192.in-addr.arpa different dial-1.example.org'],
  ['no answer for the way back', { '2001:db8::1': 'failed' }, `${REVERSE_IPV6} unknown`],
])('%s', async (_, change, line) => {
  expect(await check({ ...GOOD, ...change })).toContain(line);
});
