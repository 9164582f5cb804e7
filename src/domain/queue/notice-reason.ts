/** What a status means in plain words: RFC 3463 section 3, and the registry of RFC 5248. */

export type NoticeReason =
  | 'unknown-user'
  | 'unknown-domain'
  | 'mailbox-disabled'
  | 'mailbox-full'
  | 'too-large'
  | 'unreachable'
  | 'busy'
  | 'loop'
  | 'expired'
  | 'protocol'
  | 'content'
  | 'international'
  | 'refused'
  | 'encryption'
  | 'authentication'
  | 'sender-refused'
  | 'given-back'
  | 'other';

/** By subject and detail: the class only tells whether it is for good. */
const REASONS: Readonly<Record<string, NoticeReason>> = {
  '1.1': 'unknown-user',
  '1.2': 'unknown-domain',
  '1.3': 'unknown-user',
  '1.6': 'unknown-user',
  '1.7': 'sender-refused',
  '1.8': 'sender-refused',
  '1.10': 'unknown-domain',
  '2.1': 'mailbox-disabled',
  '2.2': 'mailbox-full',
  '2.3': 'too-large',
  '3.4': 'too-large',
  '4.4': 'unknown-domain',
  '4.5': 'busy',
  '4.6': 'loop',
  '4.7': 'expired',
  '6.7': 'international',
  '7.4': 'encryption',
  '7.5': 'encryption',
  '7.10': 'encryption',
  '7.11': 'encryption',
  '7.20': 'authentication',
  '7.21': 'authentication',
  '7.22': 'authentication',
  '7.23': 'authentication',
  '7.24': 'authentication',
  '7.25': 'sender-refused',
  '7.26': 'authentication',
  '7.27': 'sender-refused',
  '7.29': 'authentication',
  '7.30': 'encryption',
};

const REASONS_OF_SUBJECT: Readonly<Record<string, NoticeReason>> = {
  '3': 'busy',
  '4': 'unreachable',
  '5': 'protocol',
  '6': 'content',
  '7': 'refused',
};

export function reasonOf(status: string): NoticeReason {
  const [, subject = '', detail = ''] = status.split('.');
  return REASONS[`${subject}.${detail}`] ?? REASONS_OF_SUBJECT[subject] ?? 'other';
}
