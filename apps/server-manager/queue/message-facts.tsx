/** What is known of a message that waits. What does not apply is left out. */
import { Link } from 'wouter';
import type { ShownMessageView } from '../../../src/wire/admin/mail-schemas.ts';
import { StateMark } from '../../shared/feedback/state-mark.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { type Fact, Facts } from '../../shared/layout/facts.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { toSegment } from '../../shared/layout/path-segment.ts';
import { useQueueText } from './use-queue-text.ts';

export function MessageFacts({ message }: { readonly message: ShownMessageView }) {
  const { t, formats } = useI18n();
  const text = useQueueText();
  const { envelope, heldBecause, notBefore, userId, priority } = message;
  const { deliverBy } = envelope;
  const facts: readonly (Fact | null)[] = [
    {
      label: t('server.queue.state'),
      value: heldBecause === null ? t('value.waiting') : <StateMark kind="warning">{text.held(heldBecause)}</StateMark>,
    },
    { label: t('server.mail.sender'), value: text.sender(message) },
    userId === null
      ? null
      : {
          label: t('server.queue.owner'),
          value: <Link href={`~/msg/server/users/${toSegment(userId)}`}>{userId}</Link>,
        },
    { label: t('server.queue.origin'), value: t(`value.origin.${message.origin}`) },
    { label: t('server.queue.since'), value: `${formats.time(message.queuedAt)} (${formats.ago(message.queuedAt)})` },
    notBefore === null ? null : { label: t('server.queue.not-before'), value: formats.time(notBefore) },
    { label: t('server.queue.expires'), value: formats.time(message.expiresAt) },
    deliverBy === null
      ? null
      : {
          label: t('server.queue.deliver-by'),
          value: t(`value.deliver-by.${deliverBy.mode}`, { time: formats.time(deliverBy.at) }),
        },
    { label: t('server.mail.size'), value: formats.size(message.sizeBytes) },
    priority === 0 ? null : { label: t('server.queue.priority'), value: formats.number(priority) },
    { label: t('server.mail.queue-id'), value: <code>{message.queueId}</code> },
    parametersOf(envelope) === ''
      ? null
      : { label: t('server.queue.parameters'), value: <code>{parametersOf(envelope)}</code> },
  ];
  return (
    <Section title={t('server.queue.about')}>
      <Facts facts={facts.filter((fact) => fact !== null)} />
    </Section>
  );
}

/** As they stand in MAIL FROM: RFC 6152, RFC 3461, RFC 6531, RFC 8689. */
function parametersOf(envelope: ShownMessageView['envelope']): string {
  const { body, returnContent, envelopeId, smtpUtf8, requiresTls } = envelope;
  return [
    body === '7bit' ? '' : `BODY=${body.toUpperCase()}`,
    returnContent === null ? '' : `RET=${returnContent === 'full' ? 'FULL' : 'HDRS'}`,
    envelopeId === null ? '' : `ENVID=${envelopeId}`,
    smtpUtf8 ? 'SMTPUTF8' : '',
    requiresTls ? 'REQUIRETLS' : '',
  ]
    .filter((parameter) => parameter !== '')
    .join(' ');
}
