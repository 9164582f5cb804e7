/**
 * A table that stays quick with thousands of rows: the server sorts and searches, and only rows in sight are in the page.
 * It is a real table to screen readers, with the number of all its rows.
 */
import { Button, Checkbox, Skeleton, UnstyledButton } from '@mantine/core';
import { useElementSize, useMediaQuery, useMergedRef } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { FailureNotice } from '../feedback/notice.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import classes from './data-table.module.css';
import type { Pages } from './use-pages.ts';
import type { Selection } from './use-selection.ts';

export interface Column<Row> {
  readonly key: string;
  readonly header: string;
  readonly render: (row: Row) => ReactNode;
  /** Name that the endpoint sorts by; absent: it cannot. */
  readonly sort?: string;
  readonly align?: 'end';
  /** Share of the width: 1 unless said otherwise. */
  readonly grow?: number;
  /** Left out on narrow screens. */
  readonly isExtra?: boolean;
}

export interface Sort {
  readonly by: string;
  readonly direction: 'ascending' | 'descending';
}

interface Props<Row> {
  /** For screen readers. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly pages: Pages<Row>;
  readonly idOf: (row: Row) => string;
  readonly sort?: Sort;
  onSort?(sort: Sort): void;
  readonly selection?: Selection;
  /** Opens a row: by a click on it or Enter. */
  onOpen?(row: Row): void;
  /** Where there are no rows. */
  readonly empty: ReactNode;
}

const ROW_HEIGHT = 44;
/** As in the style sheet: there is room for what matters most. */
const NARROW = '(max-width: 56rem)';
/** Pixels of the table itself, which the help panel takes some from. */
const NARROW_WIDTH = 700;
const OVERSCAN = 12;

export function DataTable<Row>({
  label,
  columns: all,
  pages,
  idOf,
  sort,
  onSort,
  selection,
  onOpen,
  empty,
}: Props<Row>) {
  const { t } = useI18n();
  const scroller = useRef<HTMLDivElement>(null);
  const { ref: measured, width: room } = useElementSize();
  const hasNarrowWindow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const isNarrow = hasNarrowWindow || (room > 0 && room < NARROW_WIDTH);
  const columns = all.filter(({ isExtra = false }) => !isNarrow || !isExtra);
  const frame = useMergedRef(scroller, measured);
  const { total = 0, show } = pages;
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
  });
  const items = rows.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => show(first, last), [show, first, last]);

  if (pages.failure !== null) {
    return (
      <div className={classes.empty}>
        <FailureNotice failure={pages.failure} />
        <Button variant="default" onClick={pages.retry}>
          {t('web.try-again')}
        </Button>
      </div>
    );
  }
  if (pages.total === 0) return <div className={classes.empty}>{empty}</div>;
  const before = items[0]?.start ?? 0;
  const after = rows.getTotalSize() - (items.at(-1)?.end ?? 0);
  const whole = columns.reduce((sum, { grow = 1 }) => sum + grow, 0);
  const width = columns.length + (selection === undefined ? 0 : 1);
  return (
    <div className={classes.scroller} ref={frame} tabIndex={0} role="region" aria-label={label}>
      <table className={classes.table} aria-rowcount={total + 1} aria-busy={pages.total === undefined}>
        <thead>
          <tr aria-rowindex={1}>
            {selection && (
              <th className={classes.select} scope="col">
                <Checkbox
                  aria-label={t('web.table.select-all')}
                  checked={selection.isAll}
                  indeterminate={!selection.isAll && selection.count > 0}
                  onChange={() => selection.toggleAll(loadedIds(pages, total, idOf))}
                />
              </th>
            )}
            {columns.map((column) => (
              <HeaderCell
                key={column.key}
                column={column}
                whole={whole}
                {...(sort && { sort })}
                {...(onSort && { onSort })}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Gap height={before} columns={width} />}
          {items.map(({ index }) => {
            const row = pages.row(index);
            if (row === undefined) return <Waiting key={index} index={index} columns={width} />;
            const id = idOf(row);
            const open = onOpen && (() => onOpen(row));
            return (
              <tr
                key={index}
                aria-rowindex={index + 2}
                className={classes.row}
                data-open={open !== undefined}
                data-selected={selection?.has(id)}
                {...(open && {
                  onClick: open,
                  onKeyDown: (event: KeyboardEvent) => onRowKey(event, open),
                  tabIndex: 0,
                })}
              >
                {selection && (
                  <td className={classes.select} onClick={(event) => event.stopPropagation()}>
                    <Checkbox
                      aria-label={t('web.table.select', { name: id })}
                      checked={selection.has(id)}
                      onChange={() => selection.toggle(id)}
                    />
                  </td>
                )}
                {columns.map(({ key, render, align }) => (
                  <td key={key} data-align={align}>
                    {render(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          {after > 0 && <Gap height={after} columns={width} />}
        </tbody>
      </table>
    </div>
  );
}

interface HeaderCellProps<Row> {
  readonly column: Column<Row>;
  /** Sum of what all columns grow by. */
  readonly whole: number;
  readonly sort?: Sort;
  onSort?(sort: Sort): void;
}

function HeaderCell<Row>({ column, whole, sort, onSort }: HeaderCellProps<Row>) {
  const { header, sort: by, align, grow = 1 } = column;
  const direction = by !== undefined && sort?.by === by ? sort.direction : 'none';
  const turned = direction === 'ascending' ? 'descending' : 'ascending';
  return (
    <th
      scope="col"
      aria-sort={by === undefined ? undefined : direction}
      data-align={align}
      style={{ width: `${(100 * grow) / whole}%` }}
    >
      {by === undefined || onSort === undefined ? (
        header
      ) : (
        <UnstyledButton className={classes.sort} onClick={() => onSort({ by, direction: turned })}>
          {header}
          <span aria-hidden="true">{direction === 'none' ? '' : direction === 'ascending' ? ' ↑' : ' ↓'}</span>
        </UnstyledButton>
      )}
    </th>
  );
}

/** Stands for the rows out of sight. */
function Gap({ height, columns }: { readonly height: number; readonly columns: number }) {
  return (
    <tr aria-hidden="true">
      <td colSpan={columns} className={classes.gap} style={{ height }}>
        {null}
      </td>
    </tr>
  );
}

function Waiting({ index, columns }: { readonly index: number; readonly columns: number }) {
  return (
    <tr aria-rowindex={index + 2} className={classes.row}>
      <td colSpan={columns}>
        <Skeleton height={12} width={`${40 + ((index * 17) % 45)}%`} />
      </td>
    </tr>
  );
}

function onRowKey(event: KeyboardEvent, open: () => void): void {
  if (event.target !== event.currentTarget) return;
  const row = event.currentTarget as HTMLElement;
  if (event.key === 'Enter') open();
  else if (event.key === 'ArrowDown') focusRow(row.nextElementSibling);
  else if (event.key === 'ArrowUp') focusRow(row.previousElementSibling);
  else return;
  event.preventDefault();
}

function focusRow(row: Element | null): void {
  if (row instanceof HTMLElement && row.tabIndex === 0) row.focus();
}

function loadedIds<Row>(pages: Pages<Row>, total: number, idOf: (row: Row) => string): string[] {
  return Array.from({ length: total }, (_, index) => pages.row(index)).flatMap((row) =>
    row === undefined ? [] : idOf(row),
  );
}
