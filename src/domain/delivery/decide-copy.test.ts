import { expect, test } from 'vitest';
import type { AccountId, MailboxId } from '../ports/ids.ts';
import { decideCopy } from './decide-copy.ts';
import type { RecipientCopy } from './envelope.ts';
import { DELIVER, type Treatment } from './judge-recipients.ts';

const JUNK = 9 as MailboxId;
const LISTS = 7 as MailboxId;
const BY_SCORE: Treatment = { action: 'junk', because: 'score 5: x', isByScore: true };
const BY_POLICY: Treatment = { action: 'junk', because: 'dmarc', isByScore: false };

const copy: RecipientCopy = {
  account: 1 as AccountId,
  userId: 'alice',
  mailbox: null,
  via: 'address',
  decision: 'mailbox',
  welcomeSenders: ['@example.org'],
};

test.each<[string, Partial<RecipientCopy>, Treatment, string, MailboxId | null, string]>([
  ['INBOX', {}, DELIVER, 'a@example.com', null, ''],
  [
    'a folder that was addressed',
    { mailbox: LISTS, decision: 'subaddress' },
    DELIVER,
    'a@example.com',
    LISTS,
    'subaddress',
  ],
  ['junk by score', {}, BY_SCORE, 'a@example.com', JUNK, 'score 5: x'],
  ['junk before the folder that was addressed', { mailbox: LISTS }, BY_SCORE, 'a@example.com', JUNK, 'score 5: x'],
  ['a sender who is welcome', {}, BY_SCORE, 'a@example.org', null, ''],
  ['the null sender is nobody', {}, BY_SCORE, '', JUNK, 'score 5: x'],
  ['a welcome sender who may be forged', {}, BY_POLICY, 'a@example.org', JUNK, 'dmarc'],
  ['refused where others take it', {}, { ...BY_POLICY, action: 'refuse' }, 'a@example.com', JUNK, 'dmarc'],
])('%s', async (_name, more, treatment, sender, mailbox, because) => {
  const decision = await decideCopy({ findJunk: async () => JUNK }, { ...copy, ...more }, treatment, sender);
  expect([decision.delivery.mailbox, decision.because]).toEqual([mailbox, because]);
});

test('an account without a junk folder', async () => {
  const decision = await decideCopy({ findJunk: async () => null }, copy, BY_SCORE, 'a@example.com');
  expect(decision.delivery.mailbox).toBeNull();
});
