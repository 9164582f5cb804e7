/** What the checks make of a message for each of its recipients. MI7, MI8, K12 */
import type { AuthenticationOutcome } from '../authentication/authentication.ts';
import type { DomainPolicy } from '../ports/directory.ts';
import type { ScoreFact } from '../reputation/client-reputation.ts';
import { isWelcome } from '../reputation/is-welcome.ts';
import type { Settings } from '../settings/settings.ts';
import type { EnvelopeRecipient } from './envelope.ts';
import { MessageRefused, MessageRefusedByRule } from './refusals.ts';

export interface Treatment {
  /**
   * `refuse` where the others take it: it is junk here and goes no further. A message that all refuse is refused
   * itself.
   */
  readonly action: 'deliver' | 'junk' | 'refuse';
  /** For the trace; empty where nothing speaks against it. */
  readonly because: string;
  /** Block lists, scores and filters say so: does not hold against those from whom an account wants mail. K12 */
  readonly isByScore: boolean;
}

export const DELIVER: Treatment = { action: 'deliver', because: '', isByScore: false };

export interface Evidence {
  readonly sender: string;
  /** Null where nobody looked. */
  readonly authentication: AuthenticationOutcome | null;
  readonly scores: readonly ScoreFact[];
}

/**
 * One treatment for each recipient, in their order. Throws MessageRefused `score-too-high` or MessageRefusedByRule
 * where none of them takes it.
 */
export function judgeRecipients(
  recipients: readonly EnvelopeRecipient[],
  evidence: Evidence,
  settings: Pick<Settings, 'get'>,
): readonly Treatment[] {
  const { authentication, scores, sender } = evidence;
  if (authentication === null && scores.length === 0) return recipients.map(() => DELIVER);
  const byScore = treatmentOf(scores, settings);
  const verdictOf = rememberVerdicts(authentication);
  const treatments = recipients.map(({ policy, welcomeSenders }) => {
    const verdict = policy === null ? null : verdictOf(policy);
    if (verdict?.action === 'reject') return { action: 'refuse', because: verdict.because, isByScore: false } as const;
    // Junk by score is decided for each account by itself: decide-copy.ts.
    const isRefusedByScore = byScore.action === 'refuse' && !isWelcome(sender, welcomeSenders);
    if (isRefusedByScore) return byScore;
    if (verdict?.action === 'junk') return { action: 'junk', because: verdict.because, isByScore: false } as const;
    return byScore.action === 'refuse' ? { ...byScore, action: 'junk' as const } : byScore;
  });
  if (treatments.length > 0 && treatments.every(({ action }) => action === 'refuse')) {
    const policy = recipients[0]?.policy ?? null;
    const verdict = policy === null ? null : verdictOf(policy);
    if (verdict?.action !== 'reject') throw new MessageRefused('score-too-high');
    throw new MessageRefusedByRule(verdict.because, codeOf(verdict.status), verdict.status, verdict.text);
  }
  return treatments;
}

/** The first verdict on each policy is the one that counts, and is asked for once. */
function rememberVerdicts(authentication: AuthenticationOutcome | null) {
  const known = new Map<string, ReturnType<AuthenticationOutcome['verdict']>>();
  return (policy: DomainPolicy) => {
    if (authentication === null) return null;
    const key = `${policy.dmarc}/${policy.spf}`;
    const verdict = known.get(key) ?? authentication.verdict(policy);
    known.set(key, verdict);
    return verdict;
  };
}

function treatmentOf(scores: readonly ScoreFact[], settings: Pick<Settings, 'get'>): Treatment {
  const sum = sumOf(scores);
  const rejectScore = settings.get('rejectScore');
  const because = `score ${sum}: ${scores
    .filter(({ score }) => score !== 0)
    .map(({ rule }) => rule)
    .join(', ')}`;
  if (rejectScore !== null && sum >= rejectScore) return { action: 'refuse', because, isByScore: true };
  return sum >= settings.get('junkScore') ? { action: 'junk', because, isByScore: true } : DELIVER;
}

/** To a hundredth: sums of decimal fractions are not exact. */
export function sumOf(scores: readonly ScoreFact[]): number {
  return Math.round(scores.reduce((sum, { score }) => sum + score, 0) * 100) / 100;
}

function codeOf(status: string): number {
  return status.startsWith('4') ? 450 : 550;
}
