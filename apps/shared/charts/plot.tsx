/**
 * The drawing of a chart, on a canvas: https://github.com/leeoniya/uPlot. It says nothing that is not also told in words.
 * Its colours are those of the moment at which it was made: another scheme, another drawing.
 */
import { useEffect, useMemo, useRef } from 'react';
import 'uplot/dist/uPlot.min.css';
import UPlot from 'uplot';
import { useI18n } from '../i18n/i18n.tsx';
import classes from './chart.module.css';
import type { ChartSeries, ChartTimes, ChartUnit } from './chart.tsx';

/** Of the lines, in their order. */
export const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [10, 3, 2, 3]];

const HEIGHT = 150;
const AXIS_WIDTH = 66;
const TIME_HEIGHT = 28;
const FONT = '12px system-ui, sans-serif';
const DAY_MS = 86_400_000;

/** Between two lines of the grid: what people count with. */
const STEPS: Readonly<Record<ChartUnit, readonly number[]>> = {
  whole: Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat(),
  bytes: Array.from({ length: 50 }, (_, power) => 2 ** power),
};

interface Props extends ChartTimes {
  readonly series: readonly ChartSeries[];
  readonly unit: ChartUnit;
  readonly format: (value: number) => string;
  /** Which value the pointer is at; null: none. */
  onPoint(index: number | null): void;
}

export function Plot({ series, startMs, intervalMs, unit, format, onPoint }: Props) {
  const { formats } = useI18n();
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const length = series[0]?.values.length ?? 0;
  const data = useMemo<UPlot.AlignedData>(() => {
    const times = Array.from({ length }, (_, index) => (startMs + index * intervalMs) / 1000);
    return [times, ...series.map(({ values }) => [...values])];
  }, [series, length, startMs, intervalMs]);
  const shown = useRef(data);
  useEffect(() => {
    shown.current = data;
    plot.current?.setData(data);
  }, [data]);
  const count = series.length;
  const isLong = length * intervalMs > 2 * DAY_MS;

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const colour = (name: string) => getComputedStyle(element).getPropertyValue(name).trim();
    const axis = {
      stroke: colour('--quiet'),
      font: FONT,
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { stroke: colour('--line'), width: 1, size: 4 },
    };
    const options: UPlot.Options = {
      width: Math.max(element.clientWidth, 1),
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      scales: { y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] } },
      series: [
        {},
        ...Array.from({ length: count }, (_, index) => ({
          stroke: colour(`--chart-${index + 1}`),
          width: 1.75,
          dash: [...(DASHES[index] ?? [])],
          points: { show: false },
        })),
      ],
      axes: [
        {
          ...axis,
          size: TIME_HEIGHT,
          values: (_, times) =>
            times.map((time) => (isLong ? formats.dayAndMonth(time * 1000) : formats.hourAndMinute(time * 1000))),
        },
        { ...axis, size: AXIS_WIDTH, incrs: [...STEPS[unit]], values: (_, values) => values.map(format) },
      ],
      hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)] },
    };
    const made = new UPlot(options, shown.current, element);
    plot.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: Math.max(element.clientWidth, 1), height: HEIGHT }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [count, isLong, formats, unit, format, onPoint]);
  return <div ref={box} className={classes.plot} aria-hidden="true" />;
}
