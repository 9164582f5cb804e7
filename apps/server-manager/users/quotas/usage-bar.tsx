/** How much of a limit is used: a bar with the words that it stands for. ST6 */
import { Progress } from '@mantine/core';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import classes from './usage-bar.module.css';

interface Props {
  readonly used: number;
  /** Null: without limit. */
  readonly limit: number | null;
  readonly kind?: 'storage' | 'messages';
}

const NEARLY_FULL = 0.8;
const FULL = 0.95;

export function UsageBar({ used, limit, kind = 'storage' }: Props) {
  const { t, formats } = useI18n();
  const show = kind === 'storage' ? formats.size : formats.number;
  if (limit === null) return <span>{show(used)}</span>;
  const share = limit === 0 ? 1 : Math.min(1, used / limit);
  const text = t('server.quota.of', { used: show(used), limit: show(limit) });
  return (
    <span className={classes.usage}>
      <span className={classes.text}>{text}</span>
      <Progress
        value={share * 100}
        size="sm"
        color={share >= FULL ? 'red.8' : share >= NEARLY_FULL ? 'orange.8' : 'harbour.7'}
        aria-label={text}
      />
    </span>
  );
}
