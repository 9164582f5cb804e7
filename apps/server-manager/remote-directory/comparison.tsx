/** What a comparison with the remote directory found: who would come, who is linked, who is not taken and why. DI7 */
import type { ComparisonView } from '../../../src/wire/admin/remote-schemas.ts';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Facts } from '../../shared/layout/facts.tsx';
import { SimpleTable } from '../../shared/table/simple-table.tsx';
import classes from './remote-directory.module.css';

const KINDS = ['added', 'linked', 'changed'] as const;

export function Comparison({ comparison }: { readonly comparison: ComparisonView }) {
  const { t, formats } = useI18n();
  const { people, unchanged, refused, missingDomains } = comparison;
  const counts = KINDS.map((kind) => ({
    label: t(`server.directory.${kind}`),
    value: <Names {...comparison[kind]} />,
  }));
  return (
    <>
      {missingDomains.length > 0 && (
        <Notice kind="warning" title={t('server.directory.missing-domains')}>
          {missingDomains.join(', ')}
        </Notice>
      )}
      <Facts
        facts={[
          { label: t('server.directory.people'), value: formats.number(people) },
          ...counts,
          { label: t('server.directory.unchanged'), value: formats.number(unchanged) },
          { label: t('server.directory.refused'), value: formats.number(refused.count) },
        ]}
      />
      {refused.count > 0 && (
        <SimpleTable
          label={t('server.directory.refused')}
          rows={refused.first}
          idOf={({ name, reason }) => `${name} ${reason}`}
          empty={null}
          columns={[
            { key: 'name', header: t('server.directory.entry'), render: ({ name }) => <code>{name}</code> },
            {
              key: 'reason',
              header: t('server.directory.why'),
              render: ({ reason, value }) => t(`directory.reason.${reason}`, { value }),
            },
          ]}
        />
      )}
    </>
  );
}

function Names({ count, first }: ComparisonView['added']) {
  const { t, formats } = useI18n();
  if (count === 0) return <>{formats.number(0)}</>;
  return (
    <details>
      <summary>{formats.number(count)}</summary>
      <p className={classes.names}>
        {first.join(', ')}
        {count > first.length && ` ${t('server.directory.more', { count: count - first.length })}`}
      </p>
    </details>
  );
}
