/** For whom a message waits, with what was said at the last try. */
import type { QueuedMessageView } from '../../../src/wire/admin/mail-schemas.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { SimpleTable } from '../../shared/table/simple-table.tsx';
import { useQueueText } from './use-queue-text.ts';

type RecipientView = QueuedMessageView['recipients'][number];

export function RecipientTable({ message }: { readonly message: QueuedMessageView }) {
  const { t, formats } = useI18n();
  const text = useQueueText();
  const isHeld = message.heldBecause !== null;
  return (
    <Section title={t('server.mail.recipients')}>
      <SimpleTable
        label={t('server.mail.recipients')}
        columns={[
          { key: 'address', header: t('server.mail.address'), render: ({ address }: RecipientView) => address },
          { key: 'lane', header: t('server.queue.destination'), render: ({ lane }: RecipientView) => lane },
          {
            key: 'attempts',
            header: t('server.queue.tries'),
            align: 'end',
            render: ({ attempts }: RecipientView) => formats.number(attempts),
          },
          {
            key: 'next',
            header: t('server.queue.next'),
            render: ({ nextAttemptAt }: RecipientView) =>
              isHeld ? '–' : <time dateTime={nextAttemptAt}>{formats.time(nextAttemptAt)}</time>,
          },
          {
            key: 'answer',
            header: t('server.queue.answer'),
            render: (recipient: RecipientView) => text.answer(recipient) || '–',
          },
        ]}
        rows={message.recipients}
        idOf={({ address }) => address}
        empty={t('server.queue.empty')}
      />
    </Section>
  );
}
