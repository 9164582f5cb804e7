/** The lines of an import with what becomes of each, and why some are refused. */
import { useMemo } from 'react';
import type { FailureCode } from '../../../../locales/failure-text.ts';
import { ApiFailure } from '../../../shared/api/failure.ts';
import { StateMark } from '../../../shared/feedback/state-mark.tsx';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { type Column, DataTable } from '../../../shared/table/data-table.tsx';
import { localPages } from '../../../shared/table/local-pages.ts';
import classes from './import.module.css';
import type { ImportReport } from './import-users.tsx';

interface Row {
  readonly line: number;
  readonly userId: string;
  readonly outcome: keyof typeof KINDS;
  readonly column: string | null;
  readonly why: string;
}

interface Props {
  readonly report: ImportReport;
  readonly hasOnlyRefused: boolean;
}

const KINDS = { create: 'good', update: 'warning', unchanged: 'quiet', refused: 'bad' } as const;

export function ImportRows({ report, hasOnlyRefused }: Props) {
  const { t, formats, explain } = useI18n();
  const rows = useMemo(() => {
    const all = rowsOf(report, (failure) => explain(failure));
    return hasOnlyRefused ? all.filter(({ outcome }) => outcome === 'refused') : all;
  }, [report, hasOnlyRefused, explain]);
  const columns = useMemo<readonly Column<Row>[]>(
    () => [
      {
        key: 'line',
        header: t('server.users.import.line'),
        grow: 0.5,
        align: 'end',
        render: ({ line }) => formats.number(line),
      },
      { key: 'userId', header: t('server.users.user-id'), grow: 1, render: ({ userId }) => userId },
      {
        key: 'outcome',
        header: t('server.users.import.outcome'),
        grow: 0.8,
        render: ({ outcome }) => (
          <StateMark kind={KINDS[outcome]}>{t(`server.users.import.outcome.${outcome}`)}</StateMark>
        ),
      },
      {
        key: 'column',
        header: t('server.users.import.column'),
        grow: 0.8,
        isExtra: true,
        render: ({ column }) => column,
      },
      {
        key: 'why',
        header: t('server.users.import.why'),
        grow: 3,
        render: ({ why }) => (
          <span className={classes.why} title={why}>
            {why}
          </span>
        ),
      },
    ],
    [t, formats],
  );
  return (
    <DataTable
      label={t('server.users.import.rows')}
      columns={columns}
      pages={localPages(rows)}
      idOf={({ line }) => String(line)}
      empty={<p>{t('server.users.import.nothing')}</p>}
    />
  );
}

function rowsOf({ rows, refused }: ImportReport, explain: (failure: ApiFailure) => string): Row[] {
  const whys = new Map(
    refused.map(({ line, code, message, detail }) => [
      line,
      explain(new ApiFailure(code as FailureCode, message, detail)),
    ]),
  );
  const told = new Set(rows.map(({ line }) => line));
  // Of very long files only the first lines are told one by one, and all that are refused.
  const others = refused
    .filter(({ line }) => !told.has(line))
    .map(({ line, userId }) => ({ line, userId, outcome: 'refused' as const, column: null }));
  return [...rows, ...others].map((row) => ({ ...row, why: whys.get(row.line) ?? '' }));
}
