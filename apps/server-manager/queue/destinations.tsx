/** Where mail waits to go: how much, what was said there last, until when it is put off. REQUIREMENTS MO5 */
import { Button } from '@mantine/core';
import { Link } from 'wouter';
import type { LaneView } from '../../../src/wire/admin/mail-schemas.ts';
import { useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page, Section } from '../../shared/layout/page.tsx';
import { SimpleTable } from '../../shared/table/simple-table.tsx';
import { FOLLOWED } from './follow.ts';
import { QUEUE_HELP } from './help.ts';
import { QueueActions } from './queue-actions.tsx';
import { useQueueText } from './use-queue-text.ts';

const COMMANDS = ['mailroom queue lanes', 'mailroom queue retry --lane DESTINATION'];

export function Destinations() {
  const { t, formats } = useI18n();
  const lanes = useRead('queue.lanes', {}, FOLLOWED);
  const text = useQueueText();
  return (
    <Page
      title={t('server.queue.destinations')}
      lead={t('server.queue.destinations.lead')}
      help={QUEUE_HELP}
      commands={COMMANDS}
      actions={
        <Button component={Link} href="/" variant="default">
          {t('server.queue.all')}
        </Button>
      }
    >
      <Section title={t('server.queue.destinations.waiting')}>
        <Loaded of={lanes}>
          {(data) => (
            <SimpleTable
              label={t('server.queue.destinations')}
              columns={[
                {
                  key: 'lane',
                  header: t('server.queue.destination'),
                  render: ({ lane }: LaneView) => <Link href={`/?lane=${encodeURIComponent(lane)}`}>{lane}</Link>,
                },
                {
                  key: 'recipients',
                  header: t('server.mail.recipients'),
                  align: 'end',
                  render: ({ recipients }: LaneView) => formats.number(recipients),
                },
                {
                  key: 'running',
                  header: t('server.queue.running'),
                  align: 'end',
                  render: ({ running, limit }: LaneView) => `${formats.number(running)} / ${formats.number(limit)}`,
                },
                {
                  key: 'next',
                  header: t('server.queue.next'),
                  render: ({ nextAttemptAt, blockedUntil }: LaneView) => {
                    const next = blockedUntil ?? nextAttemptAt;
                    return (
                      <time dateTime={next} title={formats.time(next)}>
                        {formats.ago(next)}
                      </time>
                    );
                  },
                },
                {
                  key: 'failure',
                  header: t('server.queue.answer'),
                  render: ({ lastFailure }: LaneView) => (lastFailure === null ? '–' : text.words(lastFailure)),
                },
                {
                  key: 'actions',
                  header: t('server.queue.actions'),
                  render: ({ lane, recipients }: LaneView) => (
                    <QueueActions selection={{ lane }} count={recipients} actions={['retry']} />
                  ),
                },
              ]}
              rows={data.lanes}
              idOf={({ lane }) => lane}
              empty={t('server.queue.empty')}
            />
          )}
        </Loaded>
      </Section>
    </Page>
  );
}
