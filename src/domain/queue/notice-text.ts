/** The part of a notice that people read, in their language. The first sentence says all that most want to know. */
import { translator } from '../../../locales/index.ts';
import { foldName } from '../../base/name.ts';
import type { DsnAction } from '../../formats/dsn/delivery-status.ts';
import type { Language } from '../ports/directory.ts';
import type { Channel } from '../ports/queue.ts';
import { type NoticeReason, type ReasonSource, reasonOf } from './notice-reason.ts';

export type NoticeKind = 'failure' | 'delay' | 'success';

export interface NoticedRecipient {
  readonly address: string;
  readonly channel: Channel;
  readonly action: DsnAction;
  readonly status: string;
  /** Given up when its time was over: the status of the last attempt. */
  readonly expiredAfter: string | null;
  /** Where it was not found out by an attempt. */
  readonly reason: NoticeReason | null;
  readonly host: string | null;
  /** Of the reply; null where no server gave it, or it is not known any more. */
  readonly code: number | null;
  readonly reply: string;
}

export interface NoticeTextFacts {
  readonly kind: NoticeKind;
  readonly language: Language;
  /** Whoever reads it has sent the message; else it was to be sent on. */
  readonly isSender: boolean;
  /** The alias or the user through whom it was sent on. */
  readonly passedOnBy: string | null;
  /** Decoded; empty where the message has none. */
  readonly subject: string;
  readonly arrivedAtMs: number;
  readonly willRetryUntilMs: number | null;
  readonly recipients: readonly NoticedRecipient[];
  readonly hostname: string;
  readonly queueId: string;
}

/** Characters of a subject in the subject of its notice. */
const MAX_SUBJECT = 200;
/** Recipients in the text; the part for programs has all. */
const MAX_LISTED = 50;
const MAX_REPLY = 1000;
const DATE: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
};

export function noticeText(facts: NoticeTextFacts): { readonly subject: string; readonly text: string } {
  const { kind, language, isSender, passedOnBy, recipients, hostname, queueId } = facts;
  const t = translator(language);
  const show = (ms: number) => new Intl.DateTimeFormat(language, DATE).format(ms);
  const subject = facts.subject === '' ? t('notice.no-subject') : facts.subject.slice(0, MAX_SUBJECT);
  const listed = recipients.slice(0, MAX_LISTED).map((one) => [one.address, ...identify(one), ...explain(one)]);
  const paragraphs = [
    isSender || kind === 'success' ? t(`notice.${kind}.intro`) : t(`notice.${kind}.intro-passed-on`),
    ...listed.map(([address, ...lines]) => [`  ${address}`, ...lines.map((line) => `    ${line}`)].join('\n')),
    recipients.length > MAX_LISTED ? t('notice.more', { count: recipients.length - MAX_LISTED }) : null,
    kind === 'delay' && facts.willRetryUntilMs !== null ? advise(facts.willRetryUntilMs) : null,
    t('notice.message', { date: show(facts.arrivedAtMs), subject }),
    t('notice.closing', { host: hostname, id: queueId }),
  ];
  return {
    subject: t(`notice.${kind}.subject`, { subject }),
    text: `${paragraphs.filter((one) => one !== null).join('\n\n')}\n`,
  };

  function advise(untilMs: number): string {
    const until = show(untilMs);
    return isSender ? t('notice.delay.advice', { until }) : t('notice.delay.advice-passed-on', { until });
  }

  /** Which member or forwarding it is about, where the address does not say so. */
  function identify({ address, channel }: NoticedRecipient): string[] {
    const lines = channel.kind === 'smtp' ? [] : [t(`notice.member.${channel.kind}`, { name: channel.name })];
    const isNamed = passedOnBy === null || foldName(passedOnBy) === foldName(address);
    return isNamed ? lines : [...lines, t('notice.member.of', { address: passedOnBy })];
  }

  function explain(recipient: NoticedRecipient): string[] {
    const { action, status, expiredAfter, reason, host, reply } = recipient;
    if (action !== 'failed' && action !== 'delayed') return [t(`notice.success.${action}`)];
    const source = sourceOf(recipient);
    const statuses = expiredAfter === null ? [status] : [status, expiredAfter];
    const reasons = reason === null ? statuses.map((one) => reasonOf(one, source)) : [reason];
    const told = [...new Set(reasons)].map((one) => t(`notice.reason.${one}`));
    // What this server has found out is for programs and administrators, in their part, and for people in the reason.
    if (reason !== null || source !== 'server' || host === null || reply === '') return told;
    const said = reply.slice(0, MAX_REPLY).split('\n').map(toLine).join(' ');
    return [...told, t('notice.said', { host, text: said })];
  }
}

function sourceOf(recipient: NoticedRecipient): ReasonSource {
  const { channel, host } = recipient;
  if (channel.kind !== 'smtp') return channel.kind;
  return host !== null && isServerReply(recipient) ? 'server' : 'here';
}

/** Of an attempt at a host, whether the words are its own, and not what this server found out by itself. */
export function isServerReply({ code, reply }: Pick<NoticedRecipient, 'code' | 'reply'>): boolean {
  return code !== null || /^[245]\d\d(?:[ -]|$)/.test(reply);
}

function toLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
}
