/** One setting: what it is for, what it says, and the control that changes it where it stands. SM5 */
import { Button } from '@mantine/core';
import { useId, useRef, useState } from 'react';
import { settingText } from '../../../locales/setting-text.ts';
import type { SettingView } from '../../../src/wire/admin/schemas.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { FailureNotice } from '../../shared/feedback/notice.tsx';
import { StateMark } from '../../shared/feedback/state-mark.tsx';
import { useDone } from '../../shared/feedback/use-done.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { SettingForm } from './setting-form.tsx';
import { valueText } from './setting-text.ts';
import classes from './settings.module.css';

export function SettingRow({ setting }: { readonly setting: SettingView }) {
  const i18n = useI18n();
  const { t } = i18n;
  const { may } = useSession();
  const done = useDone();
  const reset = useChange('settings.reset', ['audit', 'health', 'policy']);
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const descriptionId = useId();
  const { name } = setting;
  const close = () => {
    setOpen(false);
    // The button is back after this render, and whoever came from it goes on from there.
    requestAnimationFrame(() => button.current?.focus());
  };
  const putBack = async () => {
    if ((await reset.run({ path: { name } })) !== null) {
      await done(t('server.settings.was-reset', { name }), { kind: 'setting', name });
    }
  };
  return (
    <li className={classes.setting} data-open={isOpen}>
      <div>
        <div id={descriptionId}>{settingText(t, setting)}</div>
        <code className={classes.name}>{name}</code>
      </div>
      {isOpen ? (
        <SettingForm setting={setting} onEnd={close} />
      ) : (
        <div className={classes.value}>
          <div className={classes.said}>
            <span>{valueText(i18n, setting)}</span>
            {setting.isSet && (
              <>
                {' '}
                <StateMark kind="warning">{t('server.settings.changed')}</StateMark>
                <div className={classes.name}>
                  {t('server.settings.default', { value: valueText(i18n, { ...setting, value: setting.default }) })}
                </div>
              </>
            )}
          </div>
          <div className={classes.buttons}>
            {setting.isSet && may('settings.reset') && (
              <Button
                size="compact-sm"
                variant="subtle"
                loading={reset.isRunning}
                aria-describedby={descriptionId}
                onClick={() => void putBack()}
              >
                {t('server.settings.reset')}
              </Button>
            )}
            {may('settings.set') && (
              <Button
                ref={button}
                size="compact-sm"
                variant="default"
                aria-describedby={descriptionId}
                onClick={() => setOpen(true)}
              >
                {t('server.settings.change')}
              </Button>
            )}
          </div>
        </div>
      )}
      <FailureNotice failure={reset.failure} />
    </li>
  );
}
