/** What a status means in plain words: RFC 3463 section 3, and the registry of RFC 5248. */
import type { Channel } from '../ports/queue.ts';

export type NoticeReason =
  | 'unknown-user'
  | 'unknown-domain'
  | 'mailbox-disabled'
  | 'mailbox-full'
  | 'list'
  | 'too-large'
  | 'unreachable'
  | 'not-found-out'
  | 'no-route'
  | 'busy'
  | 'here'
  | 'loop'
  | 'expired'
  | 'protocol'
  | 'envelope'
  | 'content'
  | 'international'
  | 'refused'
  | 'sign-in'
  | 'encryption'
  | 'authentication'
  | 'sender-refused'
  | 'extension'
  | 'given-back'
  | 'file'
  | 'program'
  | 'program-user'
  | 'other';

/** Who found it out: another server, this one about another server, or what a member of an alias leads to. */
export type ReasonSource = 'server' | 'here' | Exclude<Channel['kind'], 'smtp'>;

type Reasons = Readonly<Record<string, NoticeReason>>;

/** By subject and detail: the class only tells whether it is for good. */
const REASONS: Reasons = {
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
  '6.9': 'international',
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

const REASONS_OF_SUBJECT: Reasons = {
  '3': 'busy',
  '4': 'unreachable',
  '5': 'protocol',
  '6': 'content',
  '7': 'refused',
};

/** The same status means something else where no other server has given it. `others`: what every other one means. */
const OWN_REASONS: Readonly<Record<ReasonSource, { readonly reasons: Reasons; readonly others: NoticeReason | null }>> =
  {
    server: { reasons: {}, others: null },
    here: {
      reasons: {
        '1.0': 'unreachable',
        '1.7': 'envelope',
        '2.4': 'list',
        '3.0': 'here',
        '3.3': 'extension',
        '3.5': 'here',
        '4.3': 'not-found-out',
        '4.4': 'no-route',
        '5.4': 'envelope',
        '7.0': 'sign-in',
        '7.1': 'unknown-user',
      },
      others: null,
    },
    file: { reasons: { '2.2': 'mailbox-full', '4.7': 'expired' }, others: 'file' },
    program: { reasons: { '1.1': 'program-user', '4.7': 'expired' }, others: 'program' },
  };

export function reasonOf(status: string, source: ReasonSource): NoticeReason {
  const [, subject = '', detail = ''] = status.split('.');
  const key = `${subject}.${detail}`;
  const { reasons, others } = OWN_REASONS[source];
  return reasons[key] ?? others ?? REASONS[key] ?? REASONS_OF_SUBJECT[subject] ?? 'other';
}
