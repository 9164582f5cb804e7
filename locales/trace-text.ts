/**
 * The trace in sentences, for people who ask why a message did not arrive: for the command line and the browser.
 * REQUIREMENTS MO5, LI8
 *
 * Facts come from strangers, and from releases before this one: they are only ever filled in, made printable, and one
 * that is missing is shown as a question mark. A kind without a sentence is shown as it is.
 */
import { printable } from '../src/base/printable.ts';
import type { RecipientDecision, TraceKind } from '../src/domain/trace/trace-facts.ts';
import type { Formats } from './formats.ts';
import { isSaidByServer, type OwnWords } from './own-words-of.ts';
import type { TextKey, Translate } from './translator.ts';

export interface TracedEvent {
  readonly atMs: number;
  readonly kind: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

export interface TraceSpeech {
  readonly t: Translate;
  readonly formats: Pick<Formats, 'size' | 'time'>;
  readonly words: OwnWords;
}

export interface ToldEvent<Event extends TracedEvent> {
  /** Never before that of the one in front of it: what was recorded a moment before its cause did not happen before it. */
  readonly atMs: number;
  readonly text: string;
  readonly event: Event;
}

/**
 * One sentence for each event; a try that was put off and when it is made again are one.
 *
 * @param events each behind what it follows from.
 */
export function tellTrace<Event extends TracedEvent>(
  events: readonly Event[],
  speech: TraceSpeech,
): readonly ToldEvent<Event>[] {
  const nextTries = pairWithNextTries(events);
  const told = new Set(nextTries.values());
  let latestMs = Number.NEGATIVE_INFINITY;
  return events
    .filter((event) => !told.has(event))
    .map((event) => {
      latestMs = Math.max(latestMs, event.atMs);
      return { atMs: latestMs, text: sentence(event, nextTries.get(event) ?? null, speech), event };
    });
}

/** For each try that was put off the event that says until when: the next one for that recipient, before its next try. */
function pairWithNextTries(events: readonly TracedEvent[]): ReadonlyMap<TracedEvent, TracedEvent> {
  const pairs = new Map<TracedEvent, TracedEvent>();
  const later = new Map<unknown, TracedEvent>();
  for (const event of events.toReversed()) {
    const { recipient, outcome } = event.facts;
    if (event.kind === 'delayed') later.set(recipient, event);
    if (event.kind !== 'attempt') continue;
    const next = later.get(recipient);
    if (next !== undefined && outcome === 'deferred') pairs.set(event, next);
    later.delete(recipient);
  }
  return pairs;
}

/** What a sentence is made with. */
interface Telling extends Omit<TraceSpeech, 'words'> {
  readonly next: TracedEvent | null;
  /** The fact as text; a question mark where it is missing. */
  text(name: string): string;
  /** Null also where it is the empty text. */
  optional(name: string): string | null;
  /** What this server says, in the language of the reader; what others said in their words. */
  words(name: string): string;
  /** A name of the closed list, else as `words`. */
  reason(name: string): string;
  count(name: string): number;
  time(name: string, of?: TracedEvent): string;
}

function sentence(event: TracedEvent, next: TracedEvent | null, { t, formats, words }: TraceSpeech): string {
  const tell = Object.hasOwn(SENTENCES, event.kind) ? SENTENCES[event.kind as TraceKind] : null;
  if (tell === null) return plain(event);
  const text = (name: string) => valueText(event.facts[name]) || '?';
  return tell({
    t,
    formats,
    next,
    text,
    optional: (name) => valueText(event.facts[name]) || null,
    words: (name) => words(text(name)),
    reason: (name) => reasonOf(text(name), { t, words }),
    count: (name) => Number(event.facts[name] ?? 0),
    time: (name, of = event) => formats.time(Number(of.facts[name] ?? of.atMs)),
  });
}

const SENTENCES: { readonly [K in TraceKind]: (telling: Telling) => string } = {
  accepted: tellAccepted,
  refused: ({ t, text, optional, reason }) => {
    const values = { client: text('client'), code: text('code'), reason: reason('reason') };
    const recipient = optional('recipient');
    return recipient === null ? t('trace.refused', values) : t('trace.refused.recipient', { ...values, recipient });
  },
  recipient: ({ t, text, optional }) => {
    const via = optional('via');
    const decision = text('decision');
    const values = { recipient: text('recipient'), via: via === null ? '' : t('trace.via', { via }) };
    return isDecision(decision) ? t(`trace.recipient.${decision}`, values) : `${values.recipient}: ${decision}`;
  },
  checked: ({ t, text, optional, words }) => {
    const values = { what: checkName(text('what'), t), result: words('result') };
    if (optional('detail') === null) return t('trace.checked', values);
    return t('trace.checked.detail', { ...values, detail: words('detail') });
  },
  filed: ({ t, text, optional, reason }) => {
    const values = { user: text('user'), folder: text('folder') };
    return optional('because') === null
      ? t('trace.filed', values)
      : t('trace.filed.because', { ...values, because: reason('because') });
  },
  queued: ({ t, text }) => t('trace.queued', { recipient: text('recipient'), lane: text('lane') }),
  attempt: tellAttempt,
  delayed: ({ t, text, words, time }) =>
    t('trace.delayed', { recipient: text('recipient'), time: time('untilMs'), reason: words('reason') }),
  notice: ({ t, text }) => {
    const kind = text('kind');
    const values = { recipient: text('recipient'), about: text('about') };
    if (kind === 'delay') return t('trace.notice.delay', values);
    return kind === 'success' ? t('trace.notice.success', values) : t('trace.notice.failure', values);
  },
  expired: ({ t, text }) => t('trace.expired', { recipient: text('recipient') }),
  held: ({ t, words }) => t('trace.held', { because: words('because') }),
  released: ({ t, text }) => t('trace.released', { by: text('by') }),
  retried: ({ t, text }) => t('trace.retried', { by: text('by') }),
  deleted: ({ t, text }) => t('trace.deleted', { by: text('by') }),
  bounced: ({ t, text }) => t('trace.bounced', { by: text('by') }),
  quarantined: ({ t, words }) => t('trace.quarantined', { reason: words('reason') }),
  freed: ({ t, text }) => t('trace.freed', { by: text('by') }),
  rewritten: ({ t, text }) => t('trace.rewritten', { from: text('from'), to: text('to') }),
  piped: ({ t, text, optional }) =>
    optional('exitCode') === null
      ? t('trace.piped.broken', { program: text('program') })
      : t('trace.piped', { program: text('program'), exitCode: text('exitCode') }),
  appended: ({ t, text }) => t('trace.appended', { file: text('file') }),
};

function tellAccepted({ t, formats, text, optional, count }: Telling): string {
  const userId = optional('userId');
  const tls = optional('tls');
  const from = optional('from');
  const accepted = t('trace.accepted', {
    client: userId === null ? text('client') : `${userId} (${text('client')})`,
    tls: tls === null ? t('trace.accepted.clear') : t('trace.accepted.tls', { tls: tlsName(tls) }),
    size: formats.size(count('sizeBytes')),
    count: count('recipients'),
  });
  return `${accepted} ${from === null ? t('trace.accepted.no-sender') : t('trace.accepted.sender', { from })}`;
}

function tellAttempt({ t, next, text, optional, words, time }: Telling): string {
  const outcome = text('outcome');
  const host = hostText(optional('host'), optional('address'));
  const tls = optional('tls');
  const values = { recipient: text('recipient'), reply: words('reply') };
  // What begins otherwise was found out on this side: the other one has said nothing.
  const speaker = isSaidByServer(values.reply) ? host : null;
  if (outcome === 'delivered') {
    if (host === null) return t('trace.attempt.done', values);
    const over = tls === null ? t('trace.accepted.clear') : t('trace.accepted.tls', { tls: tlsName(tls) });
    return t('trace.attempt.delivered', { ...values, host, tls: over });
  }
  if (outcome === 'failed') {
    if (speaker === null) return t('trace.attempt.impossible', values);
    return t('trace.attempt.failed', { ...values, host: speaker });
  }
  const put =
    speaker === null
      ? t('trace.attempt.unreachable', values)
      : t('trace.attempt.deferred', { ...values, host: speaker });
  return next === null ? `${put}.` : `${put}; ${t('trace.attempt.next', { time: time('untilMs', next) })}`;
}

const CHECKS: Readonly<Record<string, string>> = { spf: 'SPF', dkim: 'DKIM', dmarc: 'DMARC', arc: 'ARC' };

function checkName(what: string, t: Translate): string {
  const technical = Object.hasOwn(CHECKS, what) ? CHECKS[what] : undefined;
  if (technical !== undefined) return technical;
  const [kind, name = ''] = what.split(/:(.*)/s, 2);
  switch (kind) {
    case 'dnsbl':
      return t('trace.check.dnsbl', { name });
    case 'filter':
      return t('trace.check.filter', { name });
    case 'greylist':
      return t('trace.check.greylist');
    case 'helo':
      return t('trace.check.helo');
    case 'reverse-dns':
      return t('trace.check.reverse-dns');
    case 'score':
      return t('trace.check.score');
    default:
      return what;
  }
}

/** Reasons that are names of a closed list; others are told in the words that they came in. */
const REASONS = {
  'unknown-recipient': 'trace.reason.unknown-recipient',
  'recipient-disabled': 'trace.reason.recipient-disabled',
  'recipient-over-quota': 'trace.reason.recipient-over-quota',
  'larger-than-quota': 'trace.reason.larger-than-quota',
  'relay-denied': 'trace.reason.relay-denied',
  'alias-loop': 'trace.reason.alias-loop',
  'alias-too-large': 'trace.reason.alias-too-large',
  'alias-empty': 'trace.reason.alias-empty',
  greylisted: 'trace.reason.greylisted',
  'too-many': 'trace.reason.too-many',
  subaddress: 'trace.reason.subaddress',
} as const satisfies Record<string, TextKey>;

function reasonOf(reason: string, { t, words }: Pick<TraceSpeech, 't' | 'words'>): string {
  return Object.hasOwn(REASONS, reason) ? t(REASONS[reason as keyof typeof REASONS]) : words(reason);
}

const DECISIONS: { readonly [D in RecipientDecision]: true } = {
  mailbox: true,
  subaddress: true,
  alias: true,
  owners: true,
  'catch-all': true,
  forward: true,
  returned: true,
  remote: true,
  file: true,
  program: true,
  added: true,
  removed: true,
  loop: true,
};

function isDecision(text: string): text is RecipientDecision {
  return Object.hasOwn(DECISIONS, text);
}

function hostText(host: string | null, address: string | null): string | null {
  if (host === null || address === null || host === address) return host ?? address;
  return `${host} [${address}]`;
}

/** `TLSv1.3, verified by DANE` is `TLS 1.3, verified by DANE`. */
function tlsName(text: string): string {
  return text.replace(/\bTLSv(?=\d)/, 'TLS ');
}

function plain({ kind, facts }: TracedEvent): string {
  const told = Object.entries(facts).map(([name, value]) => `${printable(name)}=${valueText(value)}`);
  return [printable(kind), ...told].join(' ');
}

/** Lines of a reply are set apart by a stroke. */
function valueText(value: TracedEvent['facts'][string] | undefined): string {
  if (value === null || value === undefined) return '';
  const lines = String(value)
    .split(/[\r\n]/)
    .map((line) => line.trim());
  return printable(lines.filter((line) => line !== '').join(' / '));
}
