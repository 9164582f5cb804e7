/** `mailroom activity`: what the server did, as a small table. */
import type { TextKey } from '../../locales/index.ts';
import type { ActivityView } from '../wire/admin/endpoints/activity.ts';
import { ENDPOINTS } from '../wire/admin/endpoints.ts';
import type { CliContext, CommonOptions } from './context.ts';
import type { Register } from './register.ts';
import { oneOf } from './values.ts';

interface ActivityOptions extends CommonOptions {
  readonly range?: ActivityView['range'];
}

type Kind = 'count' | 'mean' | 'percent' | 'size' | 'pause';

/** In this order; sessions of the services follow. */
const ROWS: Readonly<Record<string, { readonly label: TextKey; readonly kind: Kind }>> = {
  received: { label: 'activity.received', kind: 'count' },
  sent: { label: 'activity.sent', kind: 'count' },
  refused: { label: 'activity.refused', kind: 'count' },
  filed: { label: 'activity.filed', kind: 'count' },
  junk: { label: 'activity.junk', kind: 'count' },
  signIns: { label: 'activity.sign-ins', kind: 'count' },
  failedSignIns: { label: 'activity.failed-sign-ins', kind: 'count' },
  queue: { label: 'activity.queue', kind: 'mean' },
  cpuPercent: { label: 'activity.cpu', kind: 'percent' },
  memoryBytes: { label: 'activity.memory', kind: 'size' },
  eventLoopMs: { label: 'activity.pause', kind: 'pause' },
  diskUsedBytes: { label: 'activity.disk-used', kind: 'size' },
  diskFreeBytes: { label: 'activity.disk-free', kind: 'size' },
};

const RANGES = ['15m', '24h', '90d'] as const;

export const register: Register = (program, context) => {
  const { t } = context;
  program
    .command('activity')
    .description(t('cli.activity'))
    .option('--range <time>', t('cli.activity.option.range'), oneOf('--range', RANGES))
    .action(async (options: ActivityOptions) => {
      const activity = await context.client(options).call(ENDPOINTS['activity.show'], {
        query: { range: options.range },
      });
      context.show(
        options,
        activity,
        [t('column.name'), t('activity.now'), t('activity.in-all'), t('activity.most')],
        rowsOf(context, activity),
      );
    });
};

function rowsOf({ t, formats }: CliContext, { series }: ActivityView): string[][] {
  const write = (kind: Kind, value: number): string => {
    if (kind === 'size') return formats.size(value);
    if (kind === 'percent') return `${formats.number(value, 1)} %`;
    return kind === 'pause' ? `${formats.number(value, 1)} ms` : formats.number(Math.round(value));
  };
  return Object.entries(series).flatMap(([name, values]): string[][] => {
    const known = values.filter((value) => value !== null);
    const last = values.findLast((value) => value !== null);
    if (last === undefined || last === null) return [];
    const { label, kind } = ROWS[name] ?? { label: null, kind: 'mean' };
    const sum = known.reduce((total, value) => total + value, 0);
    return [
      [
        label === null ? t('activity.sessions', { service: name.replace(/^sessions\./, '') }) : t(label),
        write(kind, last),
        kind === 'count' ? write(kind, sum) : '',
        write(kind, Math.max(...known)),
      ],
    ];
  });
}
