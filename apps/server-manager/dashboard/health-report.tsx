/** What is not as it should be, what to do about it, and where. */
import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { healthTexts } from '../../../locales/health-text.ts';
import type { HealthView } from '../../../src/wire/admin/endpoints/health.ts';
import { useChange, useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { FailureNotice, Notice } from '../../shared/feedback/notice.tsx';
import { StateMark } from '../../shared/feedback/state-mark.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { useOwnWords } from '../../shared/i18n/own-words.ts';
import { Section } from '../../shared/layout/page.tsx';
import { usePlaces } from '../../shared/search/places.tsx';
import { useSession } from '../../shared/session/session.tsx';
import classes from './health-report.module.css';

type FindingView = HealthView['findings'][number];

const NOTICES = { well: 'good', attention: 'warning', trouble: 'bad' } as const;
const MARKS = { attention: 'warning', trouble: 'bad' } as const;

/** Screens that health calls otherwise than their addresses do. What is seen on this page has none. */
const SCREENS: Readonly<Record<string, string | null>> = { log: 'logs', status: null };

export function HealthReport() {
  const { t, formats } = useI18n();
  const { may } = useSession();
  const health = useRead('health.show');
  const check = useChange('health.check');
  return (
    <Section
      title={t('server.dashboard.health')}
      lead={
        health.data?.checkedAt
          ? t('server.dashboard.checked', { when: formats.ago(health.data.checkedAt) })
          : t('server.dashboard.checking')
      }
      actions={
        may('health.check') && (
          <Button variant="default" loading={check.isRunning} onClick={() => void check.run({ body: {} })}>
            {t('server.dashboard.check')}
          </Button>
        )
      }
    >
      <FailureNotice failure={check.failure} />
      <Loaded of={health}>
        {({ overall, findings }) => (
          <>
            <Notice kind={NOTICES[overall]} title={t(`health.overall.${overall}`)} />
            {findings.length > 0 && (
              <ul className={classes.findings}>
                {findings.map((finding) => (
                  <Finding key={`${finding.code} ${JSON.stringify(finding.values)}`} finding={finding} />
                ))}
              </ul>
            )}
          </>
        )}
      </Loaded>
    </Section>
  );
}

function Finding({ finding }: { readonly finding: FindingView }) {
  const { t, formats } = useI18n();
  const words = useOwnWords();
  const values = Object.fromEntries(
    Object.entries(finding.values).map(([name, value]) => [name, typeof value === 'string' ? words(value) : value]),
  );
  const { says, advice } = healthTexts(t, formats, { code: finding.code, values });
  const name = finding.screen in SCREENS ? SCREENS[finding.screen] : finding.screen;
  const place = usePlaces().find(({ address }) => address === `/msg/server/${name}`);
  return (
    <li className={classes.finding} data-severity={finding.severity}>
      <p className={classes.says}>
        <StateMark kind={MARKS[finding.severity]}>{t(`health.severity.${finding.severity}`)}</StateMark>
        <strong>{says}</strong>
      </p>
      <p>{advice}</p>
      <p className={classes.where}>
        {place && <Link href={`~${place.address}`}>{t('server.dashboard.open', { screen: t(place.label) })}</Link>}
        <code>{finding.command}</code>
        <span>{t('server.dashboard.since', { when: formats.ago(finding.since) })}</span>
      </p>
    </li>
  );
}
