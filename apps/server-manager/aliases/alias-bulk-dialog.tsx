/** Asks once more, and for the members, does it, and tells of which aliases it was refused. */
import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import type { FailureCode } from '../../../locales/failure-text.ts';
import type { Answer, Input } from '../../shared/api/call.ts';
import { ApiFailure } from '../../shared/api/failure.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { Confirm } from '../../shared/feedback/confirm.tsx';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useToast } from '../../shared/feedback/toasts.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { SimpleTable } from '../../shared/table/simple-table.tsx';
import { NamesInput } from './names-input.tsx';

type Action = NonNullable<Input<'alias.bulk'>['body']>['action'];
type Outcomes = Answer<'alias.bulk'>['outcomes'];

export type AliasBulkKind = Action['kind'];

interface Props {
  readonly kind: AliasBulkKind;
  readonly mails: readonly string[];
  /** @param isDone at least with some. */
  onClose(isDone: boolean): void;
}

/** As many as one request may name. */
const AT_ONCE = 1000;
const MAX_NAMED = 8;

export function AliasBulkDialog({ kind, mails, onClose }: Props) {
  const { t } = useI18n();
  const toast = useToast();
  const bulk = useChange('alias.bulk', ['user', 'domain', 'audit', 'search']);
  const [members, setMembers] = useState<string[]>([]);
  const [outcomes, setOutcomes] = useState<Outcomes | null>(null);
  const action: Action = kind === 'delete' ? { kind } : { kind, members };
  const run = async () => {
    const all: Outcomes = [];
    for (let start = 0; start < mails.length; start += AT_ONCE) {
      const answer = await bulk.run({ body: { mails: mails.slice(start, start + AT_ONCE), action } });
      if (answer === null) return;
      all.push(...answer.outcomes);
    }
    const count = all.filter(({ error }) => error === null).length;
    if (count < all.length) return setOutcomes(all);
    toast({ text: t('server.aliases.bulk.done', { count }) });
    onClose(true);
  };
  if (outcomes !== null) return <Outcome outcomes={outcomes} onClose={() => onClose(true)} />;
  return (
    <Confirm
      title={t(`server.aliases.bulk.${kind}`)}
      action={t(`server.aliases.bulk.${kind}.action`)}
      isDangerous={kind === 'delete'}
      isRunning={bulk.isRunning}
      isBlocked={kind !== 'delete' && members.length === 0}
      failure={bulk.failure}
      onConfirm={() => void run()}
      onCancel={() => onClose(false)}
    >
      <p>{t(`server.aliases.bulk.${kind}.text`, { count: mails.length })}</p>
      <p>
        {mails.slice(0, MAX_NAMED).join(', ')}
        {mails.length > MAX_NAMED && ', …'}
      </p>
      {kind !== 'delete' && (
        <NamesInput
          label={t('server.aliases.members')}
          description={t('server.aliases.members.hint')}
          value={members}
          onChange={setMembers}
        />
      )}
    </Confirm>
  );
}

function Outcome({ outcomes, onClose }: { readonly outcomes: Outcomes; onClose(): void }) {
  const { t, explain } = useI18n();
  const refused = outcomes.flatMap(({ mail, error }) =>
    error === null
      ? []
      : { mail, text: explain(new ApiFailure(error.code as FailureCode, error.message, error.detail)) },
  );
  const count = outcomes.length - refused.length;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('server.aliases.bulk.outcome')}
      closeButtonProps={{ 'aria-label': t('web.close') }}
      size="lg"
    >
      {count > 0 && <Notice kind="good">{t('server.aliases.bulk.done', { count })}</Notice>}
      <Notice kind="bad">{t('server.aliases.bulk.refused', { count: refused.length })}</Notice>
      <SimpleTable
        label={t('server.aliases.bulk.outcome')}
        columns={[
          { key: 'mail', header: t('server.aliases.mail'), render: ({ mail }) => mail },
          { key: 'why', header: t('server.aliases.bulk.why'), render: ({ text }) => text },
        ]}
        rows={refused}
        idOf={({ mail }) => mail}
        empty={null}
      />
      <Button mt="md" onClick={onClose} data-autofocus>
        {t('web.close')}
      </Button>
    </Modal>
  );
}
