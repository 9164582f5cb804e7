import { expect, test } from 'vitest';
import { LANGUAGES } from '../../../locales/index.ts';
import { reasonOf } from './notice-reason.ts';
import { type NoticedRecipient, type NoticeTextFacts, noticeText } from './notice-text.ts';

const BOB: NoticedRecipient = {
  ...{ address: 'bob@example.com', action: 'failed', status: '5.1.1', expiredAfter: null, reason: null },
  ...{ host: 'mx.example.com', code: 550, reply: '550-5.1.1 No\n550 5.1.1 such user' },
};
const FACTS: NoticeTextFacts = {
  ...{
    kind: 'failure',
    language: 'en',
    subject: 'Minutes',
    arrivedAtMs: Date.UTC(2026, 10, 23),
    willRetryUntilMs: null,
  },
  ...{ recipients: [BOB], hostname: 'mail.example.test', queueId: 'Q1' },
};

test('a failure says what happened, and what the other server said', () => {
  const { subject, text } = noticeText(FACTS);
  expect(subject).toBe('Not delivered: Minutes');
  expect(text.split('\n\n').slice(0, 2)).toEqual([
    'Your message could not be delivered to:',
    [
      '  bob@example.com',
      '    There is no such mailbox. Please check the address for typing errors.',
      '    mx.example.com says: 550-5.1.1 No 550 5.1.1 such user',
    ].join('\n'),
  ]);
});

test.each([
  [null, 'connection refused', 'In technical terms: connection refused'],
  [null, '451 4.3.0 later', 'mx.example.com says: 451 4.3.0 later'],
  [451, 'later', 'mx.example.com says: later'],
])('code %s, %s: nothing is put in the mouth of the other server', (code, reply, said) => {
  const { text } = noticeText({ ...FACTS, recipients: [{ ...BOB, code, reply }] });
  expect(text).toContain(`\n    ${said}\n`);
});

test.each(LANGUAGES)('in %s every text has its values', (language) => {
  const seen = new Set<string>();
  for (const kind of ['failure', 'delay', 'success'] as const) {
    const action = ({ failure: 'failed', delay: 'delayed', success: 'relayed' } as const)[kind];
    const recipients = Array.from({ length: 53 }, () => ({ ...BOB, action }));
    const { subject, text } = noticeText({ ...FACTS, kind, language, recipients, willRetryUntilMs: 0, subject: '' });
    expect(subject + text).not.toMatch(/[{}]|undefined|notice\./);
    seen.add(text);
  }
  expect(seen.size).toBe(3);
});

test.each([
  ['5.1.1', 'unknown-user'],
  ['5.1.10', 'unknown-domain'],
  ['4.2.2', 'mailbox-full'],
  ['5.3.4', 'too-large'],
  ['4.3.2', 'busy'],
  ['4.4.1', 'unreachable'],
  ['5.4.4', 'unknown-domain'],
  ['5.4.6', 'loop'],
  ['5.4.7', 'expired'],
  ['5.5.1', 'protocol'],
  ['5.6.3', 'content'],
  ['5.6.7', 'international'],
  ['5.7.1', 'refused'],
  ['5.7.10', 'encryption'],
  ['5.7.26', 'authentication'],
  ['5.0.0', 'other'],
  ['nonsense', 'other'],
])('%s: %s', (status, reason) => expect(reasonOf(status)).toBe(reason));
