/** The first steps on a fresh server, one after the other; each can be put off, and come back to. */
import { Button } from '@mantine/core';
import { type ComponentType, useEffect, useRef } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page } from '../../shared/layout/page.tsx';
import classes from './start.module.css';
import { firstOpen, START_STEPS, type StartFacts, type StartStep, stepState } from './start-steps.ts';
import { StepList } from './step-list.tsx';
import { CertificateStep } from './steps/certificate-step.tsx';
import { DnsStep } from './steps/dns-step.tsx';
import { DomainStep } from './steps/domain-step.tsx';
import { HostStep } from './steps/host-step.tsx';
import { TestStep } from './steps/test-step.tsx';
import { UsersStep } from './steps/users-step.tsx';
import { CLOSED, useFirstSteps } from './use-first-steps.ts';

export interface StepProps {
  readonly facts: StartFacts;
  /** What only somebody can tell is done. */
  onDone(): void;
}

const HELP = {
  texts: ['server.start.help.1', 'server.start.help.2', 'server.start.help.3'],
  guide: 'start/first-start',
} as const;
const COMMANDS = ['mailroom domain dns DOMAIN --check', 'mailroom certificate show', 'mailroom test-message USER'];

const STEPS: Readonly<Record<StartStep, ComponentType<StepProps>>> = {
  host: HostStep,
  domain: DomainStep,
  dns: DnsStep,
  certificate: CertificateStep,
  users: UsersStep,
  test: TestStep,
};

export function Start() {
  const { t } = useI18n();
  const { facts, settle } = useFirstSteps();
  return (
    <Page title={t('server.start')} lead={t('server.start.lead')} help={HELP} commands={COMMANDS}>
      {facts === undefined ? (
        <div role="status" aria-label={t('web.loading')} />
      ) : (
        <Steps facts={facts} settle={settle} />
      )}
    </Page>
  );
}

interface StepsProps {
  readonly facts: StartFacts;
  settle(name: string): Promise<boolean>;
}

function Steps({ facts, settle }: StepsProps) {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const [parameters, setParameters] = useSearchParams();
  const step = START_STEPS.find((name) => name === parameters.get('step')) ?? firstOpen(facts);
  const index = START_STEPS.indexOf(step);
  const before = START_STEPS[index - 1];
  const after = START_STEPS[index + 1];
  const state = stepState(step, facts);
  const body = useFocusOnChange(step);
  const show = (name: StartStep) => setParameters({ step: name });
  const goOn = async () => {
    // Whoever goes on has seen it: where the server cannot tell that it is done, it is put off.
    if (!(await settle(step))) return;
    if (after !== undefined) return show(after);
    if (await settle(CLOSED)) navigate('~/msg/server');
  };
  const Step = STEPS[step];
  return (
    <>
      <StepList facts={facts} current={step} onChoose={show} />
      <div ref={body} className={classes.body} tabIndex={-1} role="group" aria-label={t(`server.start.step.${step}`)}>
        <Step key={step} facts={facts} onDone={() => void settle(step)} />
      </div>
      <div className={classes.buttons}>
        {before !== undefined && (
          <Button variant="default" onClick={() => show(before)}>
            {t('server.start.back')}
          </Button>
        )}
        <Button onClick={() => void goOn()}>{t(nextLabel(step, state === 'done', after === undefined))}</Button>
        {after !== undefined && (
          <Button
            variant="subtle"
            onClick={() => void settle(CLOSED).then((isKept) => isKept && navigate('~/msg/server'))}
          >
            {t('server.start.leave')}
          </Button>
        )}
      </div>
    </>
  );
}

function nextLabel(step: StartStep, isDone: boolean, isLast: boolean) {
  if (isLast) return 'server.start.finish';
  return isDone || step === 'host' ? 'server.start.next' : 'server.start.later';
}

/** Whoever goes on is at the beginning of the next step, also with a screen reader; not when the page opens. */
function useFocusOnChange(step: StartStep) {
  const body = useRef<HTMLDivElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    body.current?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }, [step]);
  return body;
}
