/** Signing in: name and password, then the second factor where there is one; or a passkey and nothing else. DI9 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from '../api/call.ts';
import type { ApiFailure } from '../api/failure.ts';
import { FailureNotice } from '../feedback/notice.tsx';
import { useI18n } from '../i18n/i18n.tsx';
import { Entrance } from './entrance.tsx';
import { FirstStep } from './first-step.tsx';
import { SecondStep } from './second-step.tsx';

type Challenge = NonNullable<Answer<'sign-in'>['secondFactor']>;

interface Props {
  /** One was signed in, and has to do it again to go on. */
  readonly isOver: boolean;
  /** Who was signed in. */
  readonly login?: string;
  onSignedIn(): void;
}

export function SignIn({ isOver, login: before = '', onSignedIn }: Props) {
  const { t } = useI18n();
  const [login, setLogin] = useState(before);
  const [challenge, setChallenge] = useState<Challenge | null>(null);
  /** Why the second step led back to the first. */
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const goBack = (why: ApiFailure | null) => {
    setFailure(why);
    setChallenge(null);
  };
  if (challenge !== null) {
    return (
      <Entrance title={t('web.second-step.title')}>
        <SecondStep challenge={challenge} onSignedIn={onSignedIn} onBack={goBack} />
      </Entrance>
    );
  }
  return (
    <Entrance title={t('web.sign-in.title')}>
      {isOver && failure === null && <p role="status">{t('web.sign-in.over')}</p>}
      <FirstStep
        login={login}
        onLogin={setLogin}
        startsWith={failure}
        onSignedIn={onSignedIn}
        onChallenge={setChallenge}
      />
    </Entrance>
  );
}

export function EntranceFailure({ failure, onRetry }: { readonly failure: ApiFailure; onRetry(): void }) {
  const { t } = useI18n();
  return (
    <Entrance title={t('web.product')}>
      <FailureNotice failure={failure} />
      <Button variant="default" onClick={onRetry}>
        {t('web.try-again')}
      </Button>
    </Entrance>
  );
}
