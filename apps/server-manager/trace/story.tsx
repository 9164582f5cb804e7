/** What happened to one message, told in the language of the page, and what can be done now. REQUIREMENTS LI8 */
import { Link } from 'wouter';
import { tellTrace } from '../../../locales/trace-text.ts';
import type { TracedMessageView } from '../../../src/wire/admin/mail-schemas.ts';
import { type StateKind, StateMark } from '../../shared/feedback/state-mark.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { useOwnWords } from '../../shared/i18n/own-words.ts';
import { Section } from '../../shared/layout/page.tsx';
import { toSegment } from '../../shared/layout/path-segment.ts';
import classes from './trace.module.css';
import { type Outcome, outcomeOf, type Verdict } from './trace-outcome.ts';

const KINDS: Readonly<Record<Verdict, StateKind>> = {
  refused: 'bad',
  quarantined: 'warning',
  held: 'warning',
  waiting: 'warning',
  partly: 'warning',
  failed: 'bad',
  deleted: 'bad',
  arrived: 'good',
  'under-way': 'quiet',
};

export function Story({ message: { queueId, events } }: { readonly message: TracedMessageView }) {
  const { t, formats } = useI18n();
  const words = useOwnWords();
  const outcome = outcomeOf(events);
  const timed = events.map((event) => ({ ...event, atMs: Date.parse(event.at) }));
  const story = tellTrace(timed, { t, formats, words });
  return (
    <Section title={titleOf(events) ?? t('server.trace.message', { queueId })}>
      <p className={classes.verdict}>
        <StateMark kind={KINDS[outcome.verdict]}>{t(`server.trace.verdict.${outcome.verdict}`)}</StateMark>
        <span>{t('server.trace.queue-id')}</span> <code>{queueId}</code>
      </p>
      <ol className={classes.story}>
        {story.map(({ atMs, text, event }, index) => (
          <li key={index} className={classes.step} data-kind={toneOf(event.kind, event.facts)}>
            <time dateTime={new Date(atMs).toISOString()}>
              {formats.date(atMs)}, {formats.clock(atMs)}
            </time>
            <span>{text}</span>
          </li>
        ))}
      </ol>
      <NextSteps queueId={queueId} outcome={outcome} />
    </Section>
  );
}

/** What can be done now, and where. */
function NextSteps({ queueId, outcome }: { readonly queueId: string; readonly outcome: Outcome }) {
  const { t } = useI18n();
  const { verdict, reasons, users } = outcome;
  const isInQueue = verdict === 'held' || verdict === 'waiting';
  return (
    <div className={classes.next}>
      <h3>{t('server.trace.next')}</h3>
      <p>{t(`server.trace.advice.${verdict}`)}</p>
      {reasons.map((reason) => (
        <p key={reason}>{t(`server.trace.reason.${reason}`)}</p>
      ))}
      <p className={classes.links}>
        {isInQueue && <Link href={`~/msg/server/queue/${toSegment(queueId)}`}>{t('server.trace.to-queue')}</Link>}
        {verdict === 'quarantined' && (
          <Link href={`~/msg/server/quarantine?query=${encodeURIComponent(queueId)}`}>
            {t('server.trace.to-quarantine')}
          </Link>
        )}
        {users.map((user) => (
          <Link key={user} href={`~/msg/server/users/${toSegment(user)}`}>
            {t('server.trace.to-user', { user })}
          </Link>
        ))}
        <Link href={`~/msg/server/logs?query=${encodeURIComponent(queueId)}`}>{t('server.trace.to-logs')}</Link>
      </p>
    </div>
  );
}

/** Who wrote to whom. */
function titleOf(events: TracedMessageView['events']): string | null {
  const begin = events.find(({ kind }) => kind === 'accepted' || kind === 'refused');
  if (begin === undefined) return null;
  const from = String(begin.facts.from ?? '') || '<>';
  const named = recipientsOf(events);
  const [first = begin.facts.recipient] = named;
  if (typeof first !== 'string') return from;
  return `${from} → ${first}${named.length > 1 ? ` +${named.length - 1}` : ''}`;
}

/** As they were named by who sent it; where that is not told, as they wait. */
function recipientsOf(events: TracedMessageView['events']): readonly string[] {
  const named = events.flatMap(({ kind, facts }) => (kind === 'recipient' ? [facts.via ?? facts.recipient] : []));
  const queued = events.flatMap(({ kind, facts }) => (kind === 'queued' ? [facts.recipient] : []));
  return [...new Set((named.length > 0 ? named : queued).map(String))];
}

function toneOf(kind: string, facts: TracedMessageView['events'][number]['facts']): StateKind {
  if (kind === 'filed' || kind === 'appended' || (kind === 'attempt' && facts.outcome === 'delivered')) return 'good';
  if (kind === 'refused' || kind === 'expired' || (kind === 'attempt' && facts.outcome === 'failed')) return 'bad';
  return ['quarantined', 'held', 'delayed', 'attempt', 'deleted', 'bounced'].includes(kind) ? 'warning' : 'quiet';
}
