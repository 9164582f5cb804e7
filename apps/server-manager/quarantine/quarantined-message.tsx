/** One message in quarantine: who sent it, what the filters said, its header. The body stays where it is. */
import { Button } from '@mantine/core';
import { Link, useLocation } from 'wouter';
import { useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Facts } from '../../shared/layout/facts.tsx';
import { Page, Section } from '../../shared/layout/page.tsx';
import { QUARANTINE_HELP } from './help.ts';
import classes from './quarantine.module.css';
import { QuarantineActions } from './quarantine-actions.tsx';
import { useReasons } from './use-reasons.ts';

export function QuarantinedMessage({ id }: { readonly id: number }) {
  const { t, formats } = useI18n();
  const [, navigate] = useLocation();
  const message = useRead('quarantine.show', { path: { id } });
  const reasonsOf = useReasons();
  const isGone = message.error?.code === 'not-found';
  return (
    <Page
      title={t('server.quarantine.message', { id })}
      help={QUARANTINE_HELP}
      commands={[`mailroom quarantine show ${id}`, `mailroom quarantine release ${id}`]}
      actions={
        <>
          <Button component={Link} href="/" variant="default">
            {t('server.quarantine.all')}
          </Button>
          {message.data !== undefined && !isGone && <QuarantineActions ids={[id]} onDone={() => navigate('/')} />}
        </>
      }
    >
      {isGone ? (
        <Notice title={t('server.quarantine.gone')} />
      ) : (
        <Loaded of={message}>
          {(data) => (
            <>
              <Section title={t('server.quarantine.about')}>
                <Facts
                  facts={[
                    {
                      label: t('server.mail.reason'),
                      value: reasonsOf(data).map((reason) => <div key={reason}>{reason}</div>),
                    },
                    { label: t('server.mail.sender'), value: data.sender || t('server.mail.no-sender') },
                    { label: t('server.mail.recipients'), value: data.recipients.join(', ') },
                    { label: t('server.quarantine.client'), value: data.clientAddress },
                    { label: t('server.mail.received'), value: formats.time(data.receivedAt) },
                    { label: t('server.mail.size'), value: formats.size(data.sizeBytes) },
                    {
                      label: t('server.mail.queue-id'),
                      value: (
                        <Link href={`~/msg/server/trace?text=${encodeURIComponent(data.queueId)}`}>
                          <code>{data.queueId}</code>
                        </Link>
                      ),
                    },
                  ]}
                />
              </Section>
              <Section title={t('server.quarantine.header')}>
                <pre className={classes.header} tabIndex={0} aria-label={t('server.quarantine.header')}>
                  {data.header.trimEnd()}
                </pre>
              </Section>
            </>
          )}
        </Loaded>
      )}
    </Page>
  );
}
