/** Whom it was refused for, and why; all others are done. */
import { Button, Modal } from '@mantine/core';
import type { FailureCode } from '../../../../locales/failure-text.ts';
import type { Answer } from '../../../shared/api/call.ts';
import { ApiFailure } from '../../../shared/api/failure.ts';
import { Notice } from '../../../shared/feedback/notice.tsx';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { SimpleTable } from '../../../shared/table/simple-table.tsx';
import { dependentsText } from '../one/dependents-text.ts';
import classes from './bulk.module.css';

interface Props {
  readonly outcomes: Answer<'user.bulk'>['outcomes'];
  onClose(): void;
}

export function BulkOutcome({ outcomes, onClose }: Props) {
  const { t, explain } = useI18n();
  const refused = outcomes.flatMap(({ userId, error }) => {
    if (error === null) return [];
    const failure = new ApiFailure(error.code as FailureCode, error.message, error.detail);
    return { userId, text: dependentsText(t, failure) ?? explain(failure) };
  });
  const count = outcomes.length - refused.length;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('server.users.bulk.outcome')}
      closeButtonProps={{ 'aria-label': t('web.close') }}
      size="lg"
    >
      <div className={classes.outcome}>
        {count > 0 && <Notice kind="good">{t('server.users.bulk.done', { count })}</Notice>}
        <Notice kind="bad">{t('server.users.bulk.refused', { count: refused.length })}</Notice>
        <SimpleTable
          label={t('server.users.bulk.outcome')}
          columns={[
            { key: 'userId', header: t('server.users.user-id'), render: ({ userId }) => userId },
            { key: 'why', header: t('server.users.bulk.why'), render: ({ text }) => text },
          ]}
          rows={refused}
          idOf={({ userId }) => userId}
          empty={null}
        />
        <Button onClick={onClose} data-autofocus>
          {t('web.close')}
        </Button>
      </div>
    </Modal>
  );
}
