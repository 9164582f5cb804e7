/** One message that waits: for whom, what was said at each last try, what happens next. REQUIREMENTS MO5 */
import { Button } from '@mantine/core';
import { Fragment } from 'react';
import { Link, useLocation } from 'wouter';
import type { ShownMessageView } from '../../../src/wire/admin/mail-schemas.ts';
import { useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page } from '../../shared/layout/page.tsx';
import { FOLLOWED } from './follow.ts';
import { QUEUE_HELP } from './help.ts';
import { MessageFacts } from './message-facts.tsx';
import { QUEUE_ACTIONS, QueueActions } from './queue-actions.tsx';
import { RecipientTable } from './recipient-table.tsx';

export function QueuedMessage({ queueId }: { readonly queueId: string }) {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const shown = useRead('queue.show', { path: { queueId } }, FOLLOWED);
  const messages = shown.data?.messages ?? [];
  const isGone = shown.error?.code === 'not-found';
  return (
    <Page
      title={messages[0]?.subject ?? t('server.queue.message', { queueId })}
      help={QUEUE_HELP}
      commands={[`mailroom queue show ${queueId}`, `mailroom trace ${queueId}`]}
      actions={
        <>
          <Button component={Link} href="/" variant="default">
            {t('server.queue.all')}
          </Button>
          <Button component={Link} href={`~/msg/server/trace?text=${encodeURIComponent(queueId)}`} variant="default">
            {t('server.queue.trace')}
          </Button>
          {messages.length > 0 && !isGone && (
            <QueueActions
              selection={{ queueIds: [queueId] }}
              count={messages.length}
              actions={actionsFor(messages)}
              onDone={(action) => (action === 'bounce' || action === 'delete') && navigate('/')}
            />
          )}
        </>
      }
    >
      {isGone ? (
        <Notice title={t('server.queue.gone')}>{t('server.queue.gone.text')}</Notice>
      ) : (
        <Loaded of={shown}>
          {(data) => (
            <>
              {data.messages.map((message) => (
                <Fragment key={message.id}>
                  <MessageFacts message={message} />
                  <RecipientTable message={message} />
                </Fragment>
              ))}
            </>
          )}
        </Loaded>
      )}
    </Page>
  );
}

/** What is held is not held again, and goes on before it is tried. */
function actionsFor(messages: readonly ShownMessageView[]) {
  const isHeld = messages.some(({ heldBecause }) => heldBecause !== null);
  return QUEUE_ACTIONS.filter((action) => action !== (isHeld ? 'hold' : 'release') && !(isHeld && action === 'retry'));
}
