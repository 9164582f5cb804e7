/** Finds out who a message is from, tells readers of it, and counts it for the domain's own report. */
import type { Clock } from '../../base/clock.ts';
import { isFailure } from '../../base/failure.ts';
import type { Logger } from '../../base/log.ts';
import type { MailAuth, VerifyFindings, VerifyRequest } from '../ports/mail-auth.ts';
import type { Observations } from '../ports/observations.ts';
import type { Settings } from '../settings/settings.ts';
import type { Authentication, AuthenticationOutcome } from './authentication.ts';
import { DMARC_TOPIC, dmarcTallyRow } from './reports/dmarc-tally.ts';
import { utcDay } from './reports/utc-day.ts';
import { formatResultsField } from './results-header.ts';
import { decide } from './verdict.ts';

export interface AuthenticationDeps {
  readonly mailAuth: MailAuth;
  readonly observations: Pick<Observations, 'tally'>;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createAuthentication(deps: AuthenticationDeps): Authentication {
  const { mailAuth, observations, settings, clock, log } = deps;

  const find = async (request: VerifyRequest, signal: AbortSignal): Promise<VerifyFindings> => {
    try {
      return await mailAuth.verify(request, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!isFailure(error)) throw error;
      log.warn({ err: error }, 'the origin of a message was not found out');
      return unknownFindings(request);
    }
  };

  return {
    async check(request, signal): Promise<AuthenticationOutcome> {
      const findings = await find(request, signal);
      const isOverridden = isVouchedFor(findings, settings.get('trustedArcSealers'));
      let isCounted = findings.dmarc.reportTo.length === 0 || settings.get('dmarcReports') === 'off';
      return {
        findings,
        header: formatResultsField(findings, request),
        verdict(policy) {
          const verdict = decide(findings, policy, isOverridden);
          // What is put off comes again.
          if (!isCounted && !verdict.status.startsWith('4')) {
            isCounted = true;
            observations.tally({
              topic: DMARC_TOPIC,
              subject: findings.dmarc.policyDomain,
              day: utcDay(clock.nowMs()),
              row: JSON.stringify(dmarcTallyRow(findings, request, verdict, isOverridden)),
            });
          }
          return verdict;
        },
      };
    },
  };
}

/** RFC 8617 section 7.2: only the word of a sealer that is trusted counts, and only what he says he has seen himself. */
function isVouchedFor({ dmarc, arc }: VerifyFindings, trusted: readonly string[]): boolean {
  return (
    dmarc.result === 'fail' && arc.result === 'pass' && arc.sealedDmarc === 'pass' && trusted.includes(arc.sealDomain)
  );
}

function unknownFindings({ sender }: VerifyRequest): VerifyFindings {
  const comment = 'not checked';
  return {
    spf: { result: 'temperror', domain: '', identity: sender === '' ? 'helo' : 'mailfrom', comment },
    dkim: [{ result: 'temperror', domain: '', selector: '', algorithm: '', comment }],
    dmarc: {
      result: 'temperror',
      domain: '',
      policyDomain: '',
      policy: 'none',
      disposition: 'none',
      alignment: { spf: 'relaxed', dkim: 'relaxed' },
      isSpfAligned: false,
      isDkimAligned: false,
      reportTo: [],
      record: '',
      comment,
    },
    arc: { result: 'temperror', instances: 0, sealDomain: '', comment },
  };
}
