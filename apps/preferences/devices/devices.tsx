/** What mail programs and telephones need to know, and the shortest way to tell them. PM2, CA4 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page, Section } from '../../shared/layout/page.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { DeviceLink } from './device-link.tsx';
import classes from './devices.module.css';
import { Programs } from './programs.tsx';
import { ServerSettings } from './server-settings.tsx';

const HELP = {
  texts: ['my.devices.help.1', 'my.devices.help.2', 'my.devices.help.3'],
  guide: 'user/devices',
} as const;

export function Devices() {
  const { t, language } = useI18n();
  const { me, may } = useSession();
  const setup = useRead('me.client-setup', { query: { language } }, { keepsPrevious: true });
  const [isLinking, setLinking] = useState(false);
  return (
    <Page
      title={t('my.devices')}
      lead={t('my.devices.lead')}
      help={HELP}
      commands={[`mailroom client-setup show ${me.userId}`]}
      width="form"
    >
      {may('me.client-setup-device') && (
        <Section
          title={t('my.devices.phone')}
          lead={t('my.devices.phone.lead')}
          actions={<Button onClick={() => setLinking(true)}>{t('my.devices.phone.show')}</Button>}
        >
          <ol className={classes.steps}>
            <li>{t('my.devices.phone.step.1')}</li>
            <li>{t('my.devices.phone.step.2')}</li>
            <li>{t('my.devices.phone.step.3')}</li>
          </ol>
        </Section>
      )}
      <Loaded of={setup}>
        {(data) => (
          <>
            {data.needsAppPassword === true && (
              <Notice kind="warning">
                {t('my.devices.needs-app-password')}{' '}
                <Link href="~/msg/my/app-passwords">{t('my.devices.make-one')}</Link>
              </Notice>
            )}
            <Programs setup={data} />
            <ServerSettings setup={data} />
          </>
        )}
      </Loaded>
      {isLinking && <DeviceLink onClose={() => setLinking(false)} />}
    </Page>
  );
}
