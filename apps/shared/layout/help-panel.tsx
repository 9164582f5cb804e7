/** What the screen is for and how things are done there, beside it; the whole guide is one step away. */
import { CloseButton } from '@mantine/core';
import { useI18n } from '../i18n/i18n.tsx';
import { useHelp } from './help.tsx';
import classes from './help-panel.module.css';

export function HelpPanel() {
  const { t, language } = useI18n();
  const { isOpen, topic, toggle } = useHelp();
  if (!isOpen) return null;
  const guide = topic?.guide === undefined ? '/docs' : `/docs/${language}/${topic.guide}`;
  return (
    <aside className={classes.panel} aria-label={t('web.help')}>
      <div className={classes.head}>
        <h2>{t('web.help')}</h2>
        <CloseButton aria-label={t('web.close')} onClick={toggle} />
      </div>
      {topic?.texts.map((key) => (
        <p key={key}>{t(key)}</p>
      ))}
      <p>
        <a href={guide} target="_blank" rel="noreferrer">
          {t('web.help.guide')}
        </a>
      </p>
      <p className={classes.keys}>{t('web.help.keys')}</p>
    </aside>
  );
}
