/** How an order goes, or how the last one went: its steps, its names, and what was wrong. P10 */

import type { AppTextKey } from '../../../locales/apps/index.ts';
import type { AcmeRunView } from '../../../src/wire/admin/certificate-schemas.ts';
import { Notice } from '../../shared/feedback/notice.tsx';
import { StateMark } from '../../shared/feedback/state-mark.tsx';
import { type Text, useI18n } from '../../shared/i18n/i18n.tsx';
import classes from './certificates.module.css';

interface Props {
  readonly run: AcmeRunView;
  readonly isRunning: boolean;
}

const STEP_KINDS = { running: 'warning', done: 'good', failed: 'bad' } as const;
const NAME_KINDS = { waiting: 'quiet', proved: 'good', failed: 'bad', 'left-out': 'quiet' } as const;

export function OrderProgress({ run, isRunning }: Props) {
  const { t, formats } = useI18n();
  const { steps, names, problem, startedAt, endedAt } = run;
  return (
    <div aria-live="polite" className={classes.run}>
      <h3>{t(isRunning ? 'server.certificates.run.now' : 'server.certificates.run.last')}</h3>
      <p className={classes.quiet}>{formats.time(endedAt ?? startedAt)}</p>
      <ol className={classes.steps}>
        {steps.map(({ name, state }) => (
          <li key={name}>
            {t(`acme.step.${name}`)}{' '}
            <StateMark kind={STEP_KINDS[state]}>{t(`server.certificates.step.${state}`)}</StateMark>
          </li>
        ))}
      </ol>
      {names.length > 0 && (
        <ul className={classes.steps}>
          {names.map((each) => (
            <li key={each.name}>
              <code>{each.name}</code>{' '}
              <StateMark kind={NAME_KINDS[each.state]}>{t(`server.certificates.name.${each.state}`)}</StateMark>
              {each.problem !== null && (
                <div className={classes.quiet}>{t(`acme.name-problem.${each.problem}`, { said: each.said })}</div>
              )}
            </li>
          ))}
        </ul>
      )}
      {problem !== null && <Notice kind="bad">{problemText(t, problem)}</Notice>}
      {!isRunning && problem === null && endedAt !== null && (
        <Notice kind="good">{t('server.certificates.run.well')}</Notice>
      )}
    </div>
  );
}

/** Reasons are of an open set: one that is not known here stands in the log of the server. */
function problemText(t: Text, { reason, said }: NonNullable<AcmeRunView['problem']>): string {
  const key = `acme.problem.${reason}`;
  const text = t(key as AppTextKey, { said });
  return text === key ? t('acme.problem.acme-internal') : text;
}
