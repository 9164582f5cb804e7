import { expect, test } from 'vitest';
import { LANGUAGES } from '../../../locales/index.ts';
import { reasonOf } from './notice-reason.ts';
import { type NoticedRecipient, type NoticeTextFacts, noticeText } from './notice-text.ts';

const BOB: NoticedRecipient = {
  ...{ address: 'bob@example.com', channel: { kind: 'smtp' } },
  ...{ action: 'failed', status: '5.1.1', expiredAfter: null, reason: null },
  ...{ host: 'mx.example.com', code: 550, reply: '550-5.1.1 No\n550 5.1.1 such user' },
};
const FACTS: NoticeTextFacts = {
  ...{
    kind: 'failure',
    language: 'en',
    isSender: true,
    passedOnBy: null,
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
  [null, '451 4.3.0 later', 'mx.example.com says: 451 4.3.0 later'],
  [451, 'later', 'mx.example.com says: later'],
])('code %s, %s: what the other server said', (code, reply, said) => {
  const { text } = noticeText({ ...FACTS, recipients: [{ ...BOB, code, reply }] });
  expect(text).toContain(`\n    ${said}\n`);
});

test.each(LANGUAGES)('in %s nothing of what this server has found out is in English', (language) => {
  const found = {
    host: 'mx.example.com',
    code: null,
    status: '5.4.7',
    expiredAfter: '4.4.1',
    reply: 'no host answered',
  };
  const members = [
    { kind: 'file', name: 'archive' },
    { kind: 'program', name: 'fax' },
  ] as const;
  const recipients = [
    { ...BOB, ...found },
    { ...BOB, ...found, host: null },
    ...members.map((channel) => ({ ...BOB, ...found, host: null, channel })),
  ];
  const { text } = noticeText({ ...FACTS, language, recipients });
  expect(text).not.toContain('no host answered');
  expect(text.match(/@/g)?.length).toBe(4);
});

test('owners of an alias learn of which member it is told, and through which alias', () => {
  const program = { kind: 'program', name: 'fax' } as const;
  const { text } = noticeText({
    ...{ ...FACTS, isSender: false, passedOnBy: 'team@example.test' },
    recipients: [BOB, { ...BOB, ...{ address: 'Team@example.test', channel: program, host: null, code: null } }],
  });
  expect(text.split('\n\n').slice(0, 3)).toEqual([
    'A message that this server was to send on could not be delivered to:',
    [
      '  bob@example.com',
      '    The message came for team@example.test.',
      '    There is no such mailbox. Please check the address for typing errors.',
      '    mx.example.com says: 550-5.1.1 No 550 5.1.1 such user',
    ].join('\n'),
    [
      '  Team@example.test',
      '    By the program fax.',
      '    The program does not know this recipient. Please check the address for typing errors.',
    ].join('\n'),
  ]);
});

test.each(LANGUAGES)('in %s every text has its values', (language) => {
  const seen = new Set<string>();
  for (const isSender of [true, false])
    for (const kind of ['failure', 'delay', 'success'] as const) {
      const action = ({ failure: 'failed', delay: 'delayed', success: 'relayed' } as const)[kind];
      const recipients = Array.from({ length: 53 }, () => ({ ...BOB, action }));
      const facts = { ...FACTS, kind, language, isSender, recipients, willRetryUntilMs: 0, subject: '' };
      const { subject, text } = noticeText(facts);
      expect(subject + text).not.toMatch(/[{}]|undefined|notice\./);
      seen.add(text);
    }
  // Success is told to senders only.
  expect(seen.size).toBe(5);
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
  ['5.6.9', 'international'],
  ['nonsense', 'other'],
])('%s: %s', (status, reason) => expect(reasonOf(status, 'server')).toBe(reason));

test.each([
  ['here', '4.3.0', 'here'],
  ['here', '4.4.1', 'unreachable'],
  ['here', '4.4.3', 'not-found-out'],
  ['here', '5.4.4', 'no-route'],
  ['here', '4.7.0', 'sign-in'],
  ['here', '5.4.7', 'expired'],
  ['file', '4.2.2', 'mailbox-full'],
  ['file', '4.3.5', 'file'],
  ['program', '5.1.1', 'program-user'],
  ['program', '5.6.0', 'program'],
  ['program', '5.4.7', 'expired'],
] as const)('%s, %s: %s', (source, status, reason) => expect(reasonOf(status, source)).toBe(reason));
