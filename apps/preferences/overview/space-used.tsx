/** How much of what one may fill is filled. ST6 */
import { Progress } from '@mantine/core';
import type { Answer } from '../../shared/api/call.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { shareOf } from './attention.ts';
import classes from './overview.module.css';

export function SpaceUsed({ quota }: { readonly quota: Answer<'me.quota'> }) {
  const { t, formats } = useI18n();
  const { storageBytes, storageLimitBytes, messageCount, messageLimit } = quota;
  const share = shareOf(storageBytes, storageLimitBytes);
  const used = formats.size(storageBytes);
  return (
    <div className={classes.space}>
      {storageLimitBytes === null ? (
        <p>{t('my.space.unlimited', { used })}</p>
      ) : (
        <>
          <Progress
            value={Math.min(100, 100 * share)}
            color={share >= 1 ? 'red.8' : share >= 0.9 ? 'orange.8' : 'harbour.7'}
            aria-label={t('my.overview.space')}
          />
          <p>{t('my.space.used', { used, limit: formats.size(storageLimitBytes), share: formats.percent(share) })}</p>
        </>
      )}
      <p>
        {messageLimit === null
          ? t('my.space.messages', { number: formats.number(messageCount) })
          : t('my.space.messages-of', { number: formats.number(messageCount), limit: formats.number(messageLimit) })}
      </p>
    </div>
  );
}
