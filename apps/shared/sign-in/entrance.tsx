/** What is seen before one is in: the same card for signing in and for a new password, and the languages below it. */
import { Anchor } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { LANGUAGES } from '../../../locales/translator.ts';
import { useI18n } from '../i18n/i18n.tsx';
import { LANGUAGE_NAMES } from '../i18n/language.ts';
import classes from './sign-in.module.css';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
}

export function Entrance({ title, children }: Props) {
  const { t, language, choose } = useI18n();
  useEffect(() => {
    document.title = `${title} · ${t('web.product')}`;
  }, [title, t]);
  return (
    <main className={classes.entrance}>
      <div className={classes.card}>
        <div className={classes.brand}>
          <img src={`${import.meta.env.BASE_URL}favicon.svg`} alt="" width="40" height="40" />
          <span>{t('web.product')}</span>
        </div>
        <h1 className={classes.title}>{title}</h1>
        {children}
        <p className={classes.more}>
          <Anchor href={`/docs/${language}/user/sign-in`}>{t('web.help')}</Anchor>
        </p>
      </div>
      <nav className={classes.languages} aria-label={t('web.language')}>
        {LANGUAGES.map((code) => (
          <button key={code} type="button" lang={code} aria-pressed={code === language} onClick={() => choose(code)}>
            {LANGUAGE_NAMES[code]}
          </button>
        ))}
      </nav>
    </main>
  );
}
