/** DNS block lists: which are asked, and what a listing means. RFC 5782 */
import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SettingView } from '../../../src/wire/admin/schemas.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { FailureNotice } from '../../shared/feedback/notice.tsx';
import { StateMark } from '../../shared/feedback/state-mark.tsx';
import { useDone } from '../../shared/feedback/use-done.ts';
import { InlineForm } from '../../shared/form/inline-form.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Section } from '../../shared/layout/page.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { SimpleTable } from '../../shared/table/simple-table.tsx';
import { type BlockListEntry, readBlockList, writeBlockList } from './block-list-text.ts';

/** The same in every language. */
const ZONE_SAMPLE = 'dnsbl.example.org';
const ANSWERS_SAMPLE = '127.0.0.2-127.0.0.11';
const FIRST_POINTS = 3;
const MAX_POINTS = 100;
const EMPTY: BlockListEntry = { zone: '', points: FIRST_POINTS, rest: '' };

export function BlockLists({ setting }: { readonly setting: SettingView }) {
  const { t } = useI18n();
  const { may } = useSession();
  const done = useDone();
  const add = useChange('settings.set', ['audit']);
  const remove = useChange('settings.set', ['audit']);
  const [entry, setEntry] = useState<BlockListEntry>(EMPTY);
  const lines = Array.isArray(setting.value) ? setting.value.map(String) : [];
  const { name } = setting;
  const store = async (change: typeof add, value: string[], text: string) => {
    if ((await change.run({ path: { name }, body: { value } })) === null) return false;
    await done(text, { kind: 'setting', name });
    return true;
  };
  const addEntry = async () => {
    const isStored = await store(
      add,
      [...lines, writeBlockList(entry)],
      t('server.junk.lists.added', { zone: entry.zone.trim() }),
    );
    if (isStored) setEntry(EMPTY);
  };
  const removeAt = (index: number, zone: string) =>
    store(remove, lines.toSpliced(index, 1), t('server.junk.lists.removed', { zone }));
  return (
    <Section title={t('server.junk.lists')} lead={t('server.junk.lists.lead')}>
      <SimpleTable
        label={t('server.junk.lists')}
        rows={lines.map((text, index) => ({ index, ...readBlockList(text) }))}
        idOf={({ index }) => index}
        empty={t('server.junk.lists.none')}
        columns={[
          { key: 'zone', header: t('server.junk.lists.zone'), render: ({ zone }) => <code>{zone}</code> },
          {
            key: 'means',
            header: t('server.junk.lists.means'),
            render: ({ points }) =>
              points === null ? (
                <StateMark kind="bad">{t('server.junk.lists.reject')}</StateMark>
              ) : (
                <StateMark kind="warning">{t('server.junk.lists.points', { count: points })}</StateMark>
              ),
          },
          { key: 'rest', header: t('server.junk.lists.rest'), render: ({ rest }) => <code>{rest}</code> },
          {
            key: 'actions',
            header: t('server.junk.actions'),
            render: ({ index, zone }) =>
              may('settings.set') && (
                <Button
                  size="compact-sm"
                  variant="default"
                  loading={remove.isRunning}
                  aria-label={t('server.junk.lists.remove.of', { zone })}
                  onClick={() => void removeAt(index, zone)}
                >
                  {t('server.junk.remove')}
                </Button>
              ),
          },
        ]}
      />
      <FailureNotice failure={remove.failure} />
      {may('settings.set') && (
        <InlineForm
          action={t('server.junk.add')}
          failure={add.failure}
          isRunning={add.isRunning}
          isBlocked={entry.zone.trim() === ''}
          onSubmit={() => void addEntry()}
        >
          <TextInput
            label={t('server.junk.lists.zone')}
            placeholder={ZONE_SAMPLE}
            value={entry.zone}
            spellCheck={false}
            onChange={(event) => setEntry({ ...entry, zone: event.currentTarget.value })}
          />
          <Select
            label={t('server.junk.lists.means')}
            data={[
              { value: 'score', label: t('server.junk.lists.gives-points') },
              { value: 'reject', label: t('server.junk.lists.reject') },
            ]}
            value={entry.points === null ? 'reject' : 'score'}
            allowDeselect={false}
            onChange={(value) => setEntry({ ...entry, points: value === 'reject' ? null : FIRST_POINTS })}
          />
          {entry.points !== null && (
            <NumberInput
              label={t('server.junk.lists.how-many')}
              value={entry.points}
              min={1}
              max={MAX_POINTS}
              allowDecimal={false}
              onChange={(points) => setEntry({ ...entry, points: Number(points) })}
            />
          )}
          <TextInput
            label={t('server.junk.lists.rest')}
            placeholder={ANSWERS_SAMPLE}
            value={entry.rest}
            spellCheck={false}
            onChange={(event) => setEntry({ ...entry, rest: event.currentTarget.value })}
          />
        </InlineForm>
      )}
    </Section>
  );
}
