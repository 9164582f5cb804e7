import type { Metric, Reach } from '../scenario.ts';
import { TARGET_NAMES } from '../target.ts';
import { isReached, mostOtherWork, type Results, type Row, ratioToBest } from './results.ts';

const GIB = 2 ** 30;
/** Other work up to this is what any machine does. */
const QUIET_PERCENT = 10;

/** The results as Markdown; its tables are aligned, so that it serves the terminal as well. */
export function renderReport(results: Results): string {
  const { machine } = results;
  const versions = TARGET_NAMES.filter((name) => results.versions[name] !== undefined).map(
    (name) => `- ${name}: ${results.versions[name]}`,
  );
  return [
    `# Benchmark of ${results.startedAt.slice(0, 16).replace('T', ' ')} UTC${results.quick ? ', quick form' : ''}`,
    '',
    `- commit ${machine.commit}, Node ${machine.node}`,
    `- ${machine.cores} × ${machine.cpuModel}, ${(machine.memoryBytes / GIB).toFixed(1)} GiB, Linux ${machine.kernel}`,
    `- fdatasync of an append of 4 KiB: ${machine.fdatasyncMs.toFixed(2)} ms (median of 200)`,
    `- ${results.rounds === 1 ? 'one round' : `median of ${results.rounds} rounds`}, everything on loopback`,
    ...versions,
    ...noise(results.rows),
    ...results.leftOut.map((text) => `- left out: ${text}`),
    ...[...Map.groupBy(results.rows, (row) => row.scenario)].flatMap(([name, rows]) => [
      '',
      `## ${name}`,
      '',
      ...table(rows),
    ]),
    '',
  ].join('\n');
}

function noise(rows: readonly Row[]): readonly string[] {
  const percent = mostOtherWork(rows);
  if (percent <= QUIET_PERCENT) return [];
  return [`- **noisy**: other work took up to ${percent} % of the machine; these figures compare with nothing`];
}

function table(rows: readonly Row[]): readonly string[] {
  const targets = TARGET_NAMES.filter((name) => rows.some((row) => row.values[name] !== undefined));
  const head = ['', 'unit', ...targets, 'Mailroom : best', 'asked for', 'reached'];
  const body = rows.map((row) => [
    row.metric.title,
    row.metric.unit,
    ...targets.map((name) => figure(row.values[name])),
    ratio(ratioToBest(row)),
    asked(row.metric),
    { true: 'yes', false: '**no**', undefined: '' }[String(isReached(row)) as 'true' | 'false' | 'undefined'],
  ]);
  const widths = head.map((text, i) => Math.max(3, text.length, ...body.map((cells) => (cells[i] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text, i) => (i < 2 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, i) => (i < 2 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(head), line(rule), ...body.map(line)];
}

function asked({ reach, unit, better }: Metric): string {
  if (reach === undefined) return '';
  const sign = better === 'higher' ? '≥' : '≤';
  const of: Readonly<Record<Reach['of'], string>> = {
    absolute: `${reach.factor} ${unit}`.trim(),
    best: `${reach.factor} × best`,
    cyrus: `${reach.factor} × cyrus`,
    postfix: `${reach.factor} × postfix`,
  };
  return `${sign} ${of[reach.of]}`;
}

function ratio(value: number | undefined): string {
  return value === undefined ? '' : `${figure(value)} ×`;
}

/** Three significant digits, whole numbers above 100. */
function figure(value: number | undefined): string {
  if (value === undefined) return '';
  if (!Number.isFinite(value)) return '?';
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}
