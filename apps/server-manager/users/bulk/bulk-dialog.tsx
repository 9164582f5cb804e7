/** Asks once more, and for what is needed, does it, and tells of whom it was refused. */
import { Select } from '@mantine/core';
import { useState } from 'react';
import { LANGUAGES } from '../../../../locales/translator.ts';
import type { UserActionInput } from '../../../../src/wire/admin/endpoints/bulk.ts';
import type { Answer } from '../../../shared/api/call.ts';
import { useChange, useRead } from '../../../shared/api/use-api.ts';
import { Confirm } from '../../../shared/feedback/confirm.tsx';
import { useToast } from '../../../shared/feedback/toasts.tsx';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { LANGUAGE_NAMES } from '../../../shared/i18n/language.ts';
import { QuotaField } from '../../policy/quota-field.tsx';
import { Dependents } from '../one/dependents.tsx';
import { UserPicker } from '../user-picker.tsx';
import { type BulkAnswers, type BulkKind, bulkAction, NO_ANSWERS } from './bulk-kinds.ts';
import { BulkOutcome } from './bulk-outcome.tsx';

interface Props {
  readonly kind: BulkKind;
  readonly userIds: readonly string[];
  /** @param isDone at least of some. */
  onClose(isDone: boolean): void;
}

type Outcomes = Answer<'user.bulk'>['outcomes'];

/** As many as one request may name. */
const AT_ONCE = 1000;
const MAX_NAMED = 8;
const ALSO_STALE = ['group', 'alias', 'domain', 'quota', 'policy', 'audit'];

export function BulkDialog({ kind, userIds, onClose }: Props) {
  const { t } = useI18n();
  const toast = useToast();
  const bulk = useChange('user.bulk', ALSO_STALE);
  const [answers, setAnswers] = useState(NO_ANSWERS);
  const [outcomes, setOutcomes] = useState<Outcomes | null>(null);
  const action = bulkAction(kind, answers);

  const run = async (wanted: UserActionInput) => {
    const all: Outcomes = [];
    for (let start = 0; start < userIds.length; start += AT_ONCE) {
      const answer = await bulk.run({ body: { userIds: userIds.slice(start, start + AT_ONCE), action: wanted } });
      if (answer === null) return;
      all.push(...answer.outcomes);
    }
    const count = all.filter(({ error }) => error === null).length;
    if (count < all.length) return setOutcomes(all);
    toast({ text: t('server.users.bulk.done', { count }) });
    onClose(true);
  };

  if (outcomes !== null) return <BulkOutcome outcomes={outcomes} onClose={() => onClose(true)} />;
  return (
    <Confirm
      title={t(`server.users.bulk.${kind}`)}
      action={t(`server.users.bulk.${kind}.action`)}
      isDangerous={kind === 'delete'}
      isRunning={bulk.isRunning}
      isBlocked={action === null}
      failure={bulk.failure}
      onConfirm={() => void (action !== null && run(action))}
      onCancel={() => onClose(false)}
    >
      <p>{t(`server.users.bulk.${kind}.text`, { count: userIds.length })}</p>
      <p>{namesOf(userIds)}</p>
      <Question kind={kind} userIds={userIds} answers={answers} onAnswer={setAnswers} />
    </Confirm>
  );
}

interface QuestionProps {
  readonly kind: BulkKind;
  readonly userIds: readonly string[];
  readonly answers: BulkAnswers;
  onAnswer(answers: BulkAnswers): void;
}

function Question({ kind, userIds, answers, onAnswer }: QuestionProps) {
  const { t } = useI18n();
  const isOfGroup = kind === 'add-to-group' || kind === 'remove-from-group';
  const groups = useRead('group.list', { query: { limit: 500 } }, { isWanted: isOfGroup });
  if (isOfGroup) {
    return (
      <Select
        label={t('server.users.group')}
        data={groups.data?.groups.map(({ name }) => name) ?? []}
        value={answers.group === '' ? null : answers.group}
        onChange={(group) => onAnswer({ ...answers, group: group ?? '' })}
        searchable
        nothingFoundMessage={t('web.table.nothing-found')}
        data-autofocus
      />
    );
  }
  if (kind === 'language') {
    return (
      <Select
        label={t('web.profile.language')}
        data={[
          { value: '', label: t('web.profile.language.none') },
          ...LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] })),
        ]}
        value={answers.language}
        onChange={(language) => onAnswer({ ...answers, language: language ?? '' })}
        allowDeselect={false}
      />
    );
  }
  if (kind === 'quota') {
    return (
      <QuotaField
        label={t('server.quota.storage')}
        kind="storage"
        value={answers.storageQuota}
        onChange={(storageQuota) => onAnswer({ ...answers, storageQuota })}
      />
    );
  }
  if (kind === 'delete') {
    return (
      <>
        <Dependents userIds={userIds.slice(0, MAX_NAMED)} />
        <UserPicker
          label={t('server.users.delete.hand-over')}
          description={t('server.users.delete.hand-over.hint')}
          value={answers.handOverTo}
          except={userIds}
          onChange={(handOverTo) => onAnswer({ ...answers, handOverTo })}
        />
      </>
    );
  }
  return null;
}

function namesOf(userIds: readonly string[]): string {
  const named = userIds.slice(0, MAX_NAMED).join(', ');
  return userIds.length > MAX_NAMED ? `${named}, …` : named;
}
