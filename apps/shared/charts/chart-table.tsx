/** The figures of a chart: for whoever cannot see it, or wants them exactly. */
import { useI18n } from '../i18n/i18n.tsx';
import classes from './chart.module.css';
import type { ChartSeries, ChartTimes } from './chart.tsx';
import { type Aggregate, aggregate, spansOf } from './chart-data.ts';

interface Props extends ChartTimes {
  readonly title: string;
  readonly series: readonly ChartSeries[];
  readonly how: Aggregate;
  readonly format: (value: number) => string;
}

/** More would not be read. */
const MAX_ROWS = 30;

export function ChartTable({ title, series, how, format, startMs, intervalMs }: Props) {
  const { t, formats } = useI18n();
  const spans = spansOf(series[0]?.values.length ?? 0, MAX_ROWS);
  return (
    <details className={classes.figures}>
      <summary>{t('web.chart.figures')}</summary>
      <div className={classes.scroller} tabIndex={0} role="region" aria-label={t('web.chart.figures-of', { title })}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('web.chart.from')}</th>
              {series.map(({ label }) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {spans.toReversed().map(({ from, to }) => (
              <tr key={from}>
                <th scope="row">{formats.time(startMs + from * intervalMs)}</th>
                {series.map(({ label, values }) => {
                  const value = aggregate(values.slice(from, to), how);
                  return <td key={label}>{value === null ? '–' : format(value)}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
