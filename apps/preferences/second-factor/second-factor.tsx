/** Second factors: an app that shows codes, passkeys, and codes to put away. PM1, DI9 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from '../../shared/api/call.ts';
import { useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page, Section } from '../../shared/layout/page.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { hasPasskeys } from '../../shared/sign-in/passkey.ts';
import { FEW_CODES } from '../overview/attention.ts';
import { FactorTable } from './factor-table.tsx';
import { MailPrograms } from './mail-programs.tsx';
import { PasskeyDialog } from './passkey-dialog.tsx';
import { RecoveryDialog } from './recovery-dialog.tsx';
import { RemoveFactor } from './remove-factor.tsx';
import { TotpDialog } from './totp-dialog.tsx';

export type Factor = Answer<'me.factors'>['factors'][number];

/** What is being done. */
type Doing = 'totp' | 'passkey' | 'recovery' | { readonly remove: Factor } | null;

const HELP = {
  texts: ['my.factor.help.1', 'my.factor.help.2', 'my.factor.help.3', 'my.factor.help.4'],
  guide: 'user/second-factor',
} as const;

export function SecondFactor() {
  const { t } = useI18n();
  const { me } = useSession();
  const found = useRead('me.factors');
  const [doing, setDoing] = useState<Doing>(null);
  const close = () => setDoing(null);
  const own = found.data?.factors.filter(({ kind, isConfirmed }) => kind !== 'recovery' && isConfirmed) ?? [];
  return (
    <Page
      title={t('my.factor')}
      lead={t('my.factor.lead')}
      help={HELP}
      commands={[`mailroom user factors ${me.userId}`, `mailroom user reset-factors ${me.userId}`]}
      width="form"
    >
      <Section
        title={t('my.factor.own')}
        actions={
          <>
            <Button onClick={() => setDoing('totp')}>{t('my.factor.add-totp')}</Button>
            {hasPasskeys() && (
              <Button variant="default" onClick={() => setDoing('passkey')}>
                {t('my.factor.add-passkey')}
              </Button>
            )}
          </>
        }
      >
        <Loaded of={found}>{() => <FactorTable factors={own} onRemove={(remove) => setDoing({ remove })} />}</Loaded>
      </Section>
      <Loaded of={found}>
        {({ factors, needsAppPasswords }) => (
          <>
            {needsAppPasswords && <RecoverySection factors={factors} onRenew={() => setDoing('recovery')} />}
            <MailPrograms needsAppPasswords={needsAppPasswords} />
          </>
        )}
      </Loaded>
      {doing === 'totp' && <TotpDialog onClose={close} />}
      {doing === 'passkey' && <PasskeyDialog onClose={close} />}
      {doing === 'recovery' && <RecoveryDialog onClose={close} />}
      {doing !== null && typeof doing === 'object' && (
        <RemoveFactor factor={doing.remove} isLast={own.length === 1} onClose={close} />
      )}
    </Page>
  );
}

function RecoverySection({ factors, onRenew }: { readonly factors: readonly Factor[]; onRenew(): void }) {
  const { t } = useI18n();
  const left = factors.reduce((sum, { codesLeft }) => sum + (codesLeft ?? 0), 0);
  return (
    <Section
      title={t('my.recovery')}
      lead={t('my.recovery.lead')}
      actions={
        <Button variant="default" onClick={onRenew}>
          {t('my.recovery.renew')}
        </Button>
      }
    >
      <Notice kind={left <= FEW_CODES ? 'warning' : 'info'}>{t('my.recovery.left', { count: left })}</Notice>
    </Section>
  );
}
