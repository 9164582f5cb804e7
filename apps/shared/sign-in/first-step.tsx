/** The first step of signing in: name and password; or a passkey, which is enough alone. */
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Answer, call } from '../api/call.ts';
import { type ApiFailure, asFailure } from '../api/failure.ts';
import { FormBody } from '../form/form-body.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import { clientName } from './client-name.ts';
import { hasPasskeys, showPasskey } from './passkey.ts';
import { useSignInFailure } from './sign-in-failure.ts';

interface Props {
  readonly login: string;
  onLogin(login: string): void;
  /** Why it is the first step again. */
  readonly startsWith: ApiFailure | null;
  onSignedIn(): void;
  onChallenge(challenge: NonNullable<Answer<'sign-in'>['secondFactor']>): void;
}

export function FirstStep({ login, onLogin, startsWith, onSignedIn, onChallenge }: Props) {
  const { t } = useI18n();
  const [password, setPassword] = useState('');
  const [failure, setFailure] = useState(startsWith);
  const [isRunning, setRunning] = useState(false);
  const said = useSignInFailure(failure);
  const attempt = async (work: () => Promise<void>) => {
    setRunning(true);
    setFailure(null);
    try {
      await work();
    } catch (error) {
      setFailure(asFailure(error));
    } finally {
      setRunning(false);
    }
  };
  const withPassword = () =>
    attempt(async () => {
      const { session, secondFactor } = await call('sign-in', { body: { login, password, client: clientName() } });
      if (secondFactor !== null) onChallenge(secondFactor);
      else if (session !== null) onSignedIn();
    });
  const withPasskey = () =>
    attempt(async () => {
      const options = await call('sign-in.begin-passkey');
      const assertion = await showPasskey(options);
      if (assertion === null) return;
      await call('sign-in.passkey', { body: { challenge: options.challenge, assertion, client: clientName() } });
      onSignedIn();
    });
  return (
    <>
      <FormBody
        action={t('web.sign-in')}
        notice={said}
        isRunning={isRunning}
        isBlocked={login.trim() === '' || password === ''}
        onSubmit={() => void withPassword()}
      >
        <TextInput
          label={t('web.sign-in.name')}
          description={t('web.sign-in.name.hint')}
          value={login}
          onChange={(event) => onLogin(event.currentTarget.value)}
          autoComplete="username webauthn"
          autoCapitalize="none"
          spellCheck={false}
          name="username"
          autoFocus={login === ''}
        />
        <PasswordInput
          label={t('web.sign-in.password')}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          name="password"
          autoFocus={login !== ''}
          visibilityToggleButtonProps={{ 'aria-label': t('web.password.show') }}
        />
      </FormBody>
      {hasPasskeys() && (
        <Button variant="default" fullWidth onClick={() => void withPasskey()} disabled={isRunning}>
          {t('web.sign-in.passkey')}
        </Button>
      )}
    </>
  );
}
