/** The steps of the first set-up, in their order. */

export const START_STEPS = ['host', 'domain', 'dns', 'certificate', 'users', 'test'] as const;

export type StartStep = (typeof START_STEPS)[number];

/** `later` was put off by somebody. */
export type StepState = 'open' | 'done' | 'later';

export interface StartFacts {
  /** Steps that somebody has settled himself. */
  readonly settled: readonly string[];
  readonly primaryDomain: string;
  /** Null while DNS is being asked. */
  readonly isDnsComplete: boolean | null;
  readonly isCertificateSelfMade: boolean;
  /** With `admin`. */
  readonly userCount: number;
}

/** Names that nobody has on the Internet: RFC 2606, RFC 6761; and those that offices make up. */
const MADE_UP = /(?:^|\.)(?:test|example|invalid|localhost|local|internal|lan|example\.(?:com|net|org))$/i;

export function isMadeUpName(domain: string): boolean {
  return MADE_UP.test(domain);
}

export function stepState(step: StartStep, facts: StartFacts): StepState {
  const isSettled = facts.settled.includes(step);
  if (isDone(step, facts, isSettled)) return 'done';
  return isSettled ? 'later' : 'open';
}

/** Where the server itself can tell, nobody's word is needed. */
function isDone(step: StartStep, facts: StartFacts, isSettled: boolean): boolean {
  switch (step) {
    case 'domain':
      return !isMadeUpName(facts.primaryDomain);
    case 'dns':
      return facts.isDnsComplete === true;
    case 'certificate':
      return !facts.isCertificateSelfMade;
    case 'users':
      return facts.userCount > 1;
    default:
      return isSettled;
  }
}

/** The first that is neither done nor put off; the last where all are. */
export function firstOpen(facts: StartFacts): StartStep {
  return START_STEPS.find((step) => stepState(step, facts) === 'open') ?? 'test';
}
