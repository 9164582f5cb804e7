/**
 * A chart over time: drawn for the eye, told in a sentence, and with its figures as a table. Lines differ in their
 * dashes as well as in their colours. WCAG 2.2, 1.1.1 and 1.4.1
 */
import { useComputedColorScheme } from '@mantine/core';
import { useState } from 'react';
import { useI18n } from '../i18n/i18n.tsx';
import classes from './chart.module.css';
import { type Aggregate, latest, type Values } from './chart-data.ts';
import { ChartTable } from './chart-table.tsx';
import { DASHES, Plot } from './plot.tsx';

export interface ChartSeries {
  readonly label: string;
  readonly values: Values;
}

export interface ChartTimes {
  /** Of the first value, milliseconds since the epoch. */
  readonly startMs: number;
  readonly intervalMs: number;
}

/** What values are multiples of. */
export type ChartUnit = 'whole' | 'bytes';

interface Props extends ChartTimes {
  readonly title: string;
  /** What the chart says, in a sentence. */
  readonly summary: string;
  /** Those behind the fourth are in the table only. */
  readonly series: readonly ChartSeries[];
  /** How values of several intervals become one, in the table. */
  readonly how: Aggregate;
  readonly unit: ChartUnit;
  readonly format: (value: number) => string;
}

export function Chart({ title, summary, series, how, unit, format, startMs, intervalMs }: Props) {
  const { t, formats } = useI18n();
  const scheme = useComputedColorScheme('light');
  const [pointed, point] = useState<number | null>(null);
  const drawn = series.slice(0, DASHES.length);
  return (
    <figure className={classes.chart}>
      <figcaption>
        <h3>{title}</h3>
        <p className={classes.summary}>{summary}</p>
      </figcaption>
      <Plot
        key={scheme}
        series={drawn}
        startMs={startMs}
        intervalMs={intervalMs}
        unit={unit}
        format={format}
        onPoint={point}
      />
      <ul className={classes.legend}>
        {drawn.map(({ label, values }, index) => {
          const value = pointed === null ? latest(values) : (values[pointed] ?? null);
          return (
            <li key={label}>
              <svg width="22" height="8" aria-hidden="true" className={classes.mark} data-series={index + 1}>
                <line x1="0" y1="4" x2="22" y2="4" strokeWidth="2" strokeDasharray={DASHES[index]?.join(' ')} />
              </svg>
              {label} <strong>{value === null ? '–' : format(value)}</strong>
            </li>
          );
        })}
        <li className={classes.when}>
          {pointed === null ? t('web.chart.latest') : formats.time(startMs + pointed * intervalMs)}
        </li>
      </ul>
      <ChartTable title={title} series={series} how={how} format={format} startMs={startMs} intervalMs={intervalMs} />
    </figure>
  );
}
