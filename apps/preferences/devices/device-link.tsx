/** A link that sets a telephone up: asked for with the password, shown as a picture for its camera, good once and not for long. */
import { Button, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Answer } from '../../shared/api/call.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { Notice } from '../../shared/feedback/notice.tsx';
import { FormBody } from '../../shared/form/form-body.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { CopyText } from '../../shared/layout/copy-text.tsx';
import { Dialog } from '../dialog.tsx';
import { OwnPassword } from '../own-password.tsx';
import classes from './devices.module.css';

type LinkAnswer = Answer<'me.client-setup-device'>;

const EMPTY = { label: '', password: '' };
const EVERY_MS = 1_000;

export function DeviceLink({ onClose }: { onClose(): void }) {
  const { t } = useI18n();
  const make = useChange('me.client-setup-device', ['me']);
  const [link, setLink] = useState<LinkAnswer | null>(null);
  const form = useForm(EMPTY, make.failure);
  const { label, password } = form.values;
  const isWrong = make.failure?.detail.reason === 'wrong-password';
  const submit = async () => {
    const made = await make.run({ body: { label: label.trim(), password } });
    if (made !== null) setLink(made);
  };
  const again = () => {
    form.set('password', '');
    setLink(null);
  };
  if (link !== null) {
    return (
      <Dialog title={t('my.devices.link.title', { name: label })} isKept onClose={onClose}>
        <ShownLink link={link} onAgain={again} onClose={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog title={t('my.devices.phone')} onClose={onClose}>
      <FormBody
        action={t('my.devices.phone.show')}
        failure={isWrong ? null : form.otherFailure}
        isRunning={make.isRunning}
        isBlocked={label.trim() === '' || password === ''}
        onSubmit={() => void submit()}
        onCancel={onClose}
      >
        <TextInput
          label={t('my.devices.label')}
          description={t('my.devices.label.hint')}
          {...form.text('label')}
          autoComplete="off"
          data-autofocus
        />
        <OwnPassword
          {...form.text('password')}
          error={isWrong ? t('failure.authentication-failed.wrong-password') : form.errorOf('password')}
        />
      </FormBody>
    </Dialog>
  );
}

interface ShownProps {
  readonly link: LinkAnswer;
  onAgain(): void;
  onClose(): void;
}

function ShownLink({ link: { url, qrCode, expiresAt }, onAgain, onClose }: ShownProps) {
  const { t, formats } = useI18n();
  const seconds = useSecondsUntil(expiresAt);
  if (seconds === 0) {
    return (
      <>
        <Notice kind="warning">{t('my.devices.link.over')}</Notice>
        <div className={classes.buttons}>
          <Button onClick={onAgain}>{t('my.devices.link.again')}</Button>
          <Button variant="default" onClick={onClose}>
            {t('web.close')}
          </Button>
        </div>
      </>
    );
  }
  return (
    <>
      <p>{t('my.devices.link.scan')}</p>
      <img
        className={classes.picture}
        src={`data:image/svg+xml,${encodeURIComponent(qrCode)}`}
        alt={t('my.devices.link.picture')}
      />
      <p>
        {t('my.devices.link.until', { time: formats.time(expiresAt) })}{' '}
        <span aria-hidden="true">({formats.duration(seconds)})</span>
      </p>
      <CopyText text={url} label={t('my.devices.link.copy')} />
      <Notice kind="warning">{t('my.devices.link.secret')}</Notice>
      <div>
        <Button onClick={onClose}>{t('my.devices.link.done')}</Button>
      </div>
    </>
  );
}

/** Zero once it is past. */
function useSecondsUntil(at: string): number {
  const until = () => Math.max(0, Math.ceil((Date.parse(at) - Date.now()) / 1000));
  const [seconds, setSeconds] = useState(until);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(until()), EVERY_MS);
    return () => clearInterval(timer);
  });
  return seconds;
}
