/** The second step of signing in: a code, a passkey, or one of the codes that were put aside for this. */
import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Answer, call, type Input } from '../api/call.ts';
import { type ApiFailure, asFailure } from '../api/failure.ts';
import { Notice } from '../feedback/notice.tsx';
import { FormBody } from '../form/form-body.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import { showPasskey } from './passkey.ts';
import classes from './sign-in.module.css';
import { useSignInFailure } from './sign-in-failure.ts';

type Challenge = NonNullable<Answer<'sign-in'>['secondFactor']>;
type Kind = Challenge['kinds'][number];

interface Props {
  readonly challenge: Challenge;
  onSignedIn(): void;
  /** @param why the password has to be given again; null: it is wanted. */
  onBack(why: ApiFailure | null): void;
}

export function SecondStep({ challenge: { challenge, kinds, passkeyOptions }, onSignedIn, onBack }: Props) {
  const { t } = useI18n();
  const [kind, setKind] = useState<Kind>(kinds.find((one) => one !== 'recovery') ?? 'recovery');
  const [code, setCode] = useState('');
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isRunning, setRunning] = useState(false);
  const said = useSignInFailure(failure);
  const isWrong = failure?.code === 'authentication-failed';
  const show = async (proof: Omit<NonNullable<Input<'sign-in.second-factor'>['body']>, 'challenge'>) => {
    setRunning(true);
    setFailure(null);
    try {
      await call('sign-in.second-factor', { body: { challenge, ...proof } });
      onSignedIn();
    } catch (error) {
      const why = asFailure(error);
      if (why.detail.reason === 'challenge-over') return onBack(why);
      setFailure(why);
      setCode('');
    } finally {
      setRunning(false);
    }
  };
  const showKey = async () => {
    const assertion = passkeyOptions === null ? null : await showPasskey(passkeyOptions);
    if (assertion !== null) await show({ assertion });
  };
  return (
    <>
      {kind === 'passkey' ? (
        <>
          <p>{t('web.second-step.passkey.text')}</p>
          {said !== null && <Notice kind="bad">{isWrong ? t('web.second-step.passkey.wrong') : said}</Notice>}
          <Button loading={isRunning} onClick={() => void showKey()}>
            {t('web.second-step.passkey')}
          </Button>
        </>
      ) : (
        <FormBody
          action={t('web.sign-in')}
          notice={isWrong ? null : said}
          isRunning={isRunning}
          isBlocked={code.trim() === ''}
          onSubmit={() => void show(kind === 'totp' ? { code: code.trim() } : { recoveryCode: code.trim() })}
        >
          <TextInput
            key={kind}
            label={t(`web.second-step.${kind}`)}
            description={t(`web.second-step.${kind}.hint`)}
            value={code}
            error={isWrong && code === '' ? t('web.second-step.wrong') : null}
            onChange={(event) => setCode(event.currentTarget.value)}
            autoComplete="one-time-code"
            inputMode={kind === 'totp' ? 'numeric' : 'text'}
            autoFocus
          />
        </FormBody>
      )}
      <div className={classes.choices}>
        {kinds
          .filter((other) => other !== kind)
          .map((other) => (
            <Button
              key={other}
              variant="subtle"
              size="compact-sm"
              onClick={() => {
                setKind(other);
                setFailure(null);
              }}
            >
              {t(`web.second-step.instead.${other}`)}
            </Button>
          ))}
        <Button variant="subtle" size="compact-sm" onClick={() => onBack(null)}>
          {t('web.second-step.back')}
        </Button>
      </div>
    </>
  );
}
