/** All steps with how far each has come; one goes to any of them. */
import { UnstyledButton } from '@mantine/core';
import { type StateKind, StateMark } from '../../shared/feedback/state-mark.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import classes from './start.module.css';
import { START_STEPS, type StartFacts, type StartStep, type StepState, stepState } from './start-steps.ts';

interface Props {
  readonly facts: StartFacts;
  readonly current: StartStep;
  onChoose(step: StartStep): void;
}

const KINDS: Readonly<Record<StepState, StateKind>> = { open: 'quiet', done: 'good', later: 'warning' };

export function StepList({ facts, current, onChoose }: Props) {
  const { t } = useI18n();
  return (
    <nav aria-label={t('server.start')}>
      <ol className={classes.steps}>
        {START_STEPS.map((step, index) => {
          const state = stepState(step, facts);
          return (
            <li key={step}>
              <UnstyledButton
                className={classes.step}
                aria-current={step === current ? 'step' : undefined}
                onClick={() => onChoose(step)}
              >
                <span>
                  {index + 1}. {t(`server.start.step.${step}`)}
                </span>
                <StateMark kind={KINDS[state]}>{t(`server.start.state.${state}`)}</StateMark>
              </UnstyledButton>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
