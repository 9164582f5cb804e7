/** A message that is sent and arrives in front of one's eyes: what becomes of it is told as it happens. */
import { useState } from 'react';
import type { Answer } from '../../../shared/api/call.ts';
import { useChange, useRead } from '../../../shared/api/use-api.ts';
import { Notice } from '../../../shared/feedback/notice.tsx';
import { InlineForm } from '../../../shared/form/inline-form.tsx';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Section } from '../../../shared/layout/page.tsx';
import { useSession } from '../../../shared/session/session.tsx';
import { AddressInput } from '../../domains/address-input.tsx';
import { Story } from '../../trace/story.tsx';
import type { StepProps } from '../start.tsx';

type Sent = Answer<'test-message.send'>;

const EVERY_MS = 1_000;

export function TestStep({ onDone }: StepProps) {
  const { t } = useI18n();
  const { me } = useSession();
  const send = useChange('test-message.send', ['trace', 'queue']);
  const [to, setTo] = useState(me.mail);
  const [sent, setSent] = useState<Sent | null>(null);
  const run = async () => {
    const answer = await send.run({ body: { to: to.trim() } });
    if (answer === null) return;
    setSent(answer);
    if (answer.isTaken) onDone();
  };
  return (
    <>
      <Section title={t('server.start.test')} lead={t('server.start.test.lead')}>
        <InlineForm
          action={t('server.start.test.send')}
          failure={send.failure}
          isRunning={send.isRunning}
          isBlocked={to.trim() === ''}
          onSubmit={() => void run()}
        >
          <AddressInput
            label={t('server.start.test.to')}
            description={t('server.start.test.to.hint')}
            value={to}
            error={null}
            isDisabled={false}
            onChange={setTo}
          />
        </InlineForm>
        {sent !== null && (
          <div role="status">
            <Notice kind={sent.isTaken ? 'good' : 'bad'}>
              {t(sent.isTaken ? 'server.start.test.taken' : 'server.start.test.refused', { name: sent.to })}
            </Notice>
          </div>
        )}
      </Section>
      {sent !== null && <Traced queueId={sent.queueId} />}
    </>
  );
}

function Traced({ queueId }: { readonly queueId: string }) {
  const { t } = useI18n();
  const { data } = useRead('trace.find', { query: { text: queueId, limit: 1 } }, { refetchEveryMs: EVERY_MS });
  const message = data?.messages[0];
  return message === undefined ? <p role="status">{t('server.start.test.waiting')}</p> : <Story message={message} />;
}
