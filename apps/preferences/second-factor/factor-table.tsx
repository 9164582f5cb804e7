/** The factors that there are, without the codes to put away. */
import { Button } from '@mantine/core';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { SimpleTable } from '../../shared/table/simple-table.tsx';
import type { Factor } from './second-factor.tsx';

interface Props {
  readonly factors: readonly Factor[];
  onRemove(factor: Factor): void;
}

export function FactorTable({ factors, onRemove }: Props) {
  const { t, formats } = useI18n();
  return (
    <SimpleTable
      label={t('my.factor.own')}
      rows={factors}
      idOf={({ id }) => id}
      empty={t('my.factor.none')}
      columns={[
        { key: 'label', header: t('my.name'), render: ({ label }) => label },
        { key: 'kind', header: t('my.factor.kind'), render: ({ kind }) => t(`my.factor.kind.${kind}`) },
        { key: 'created', header: t('my.added'), render: ({ createdAt }) => formats.date(createdAt) },
        {
          key: 'used',
          header: t('my.last-used'),
          render: ({ lastUsedAt }) => (lastUsedAt === null ? t('my.never') : formats.ago(lastUsedAt)),
        },
        {
          key: 'remove',
          header: '',
          align: 'end',
          render: (factor) => (
            <Button
              variant="subtle"
              size="compact-sm"
              color="red"
              aria-label={t('my.remove-named', { name: factor.label })}
              onClick={() => onRemove(factor)}
            >
              {t('my.remove')}
            </Button>
          ),
        },
      ]}
    />
  );
}
