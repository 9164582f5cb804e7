/** Hands messages to other servers over SMTP. RFC 5321 */
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { MailSender } from '../../domain/ports/mail-sender.ts';
import type { NameService } from '../../domain/ports/name-service.ts';
import type { Observations } from '../../domain/ports/observations.ts';
import type { StsPolicies } from '../mta-sts/sts-policies.ts';
import { ConnectionPool } from './connection-pool.ts';
import { DeadAddresses } from './dead-addresses.ts';
import { ContentLoader } from './outgoing-content.ts';
import { SMTP_TIMEOUTS, type SmtpSenderOptions, type SmtpTimeouts } from './sender-options.ts';
import { Sending, type SendingContext } from './sending.ts';
import { TlsReporter } from './tls-reporter.ts';
import { createTrustedContexts } from './trusted-contexts.ts';

export interface SmtpSenderDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly names: NameService;
  readonly policies: StsPolicies;
  readonly observations: Pick<Observations, 'tally'>;
  /** Asked for each message: the settings may change. */
  readonly options: () => SmtpSenderOptions;
  /** Whether mail for that host would come back to this server: by its name, or by where it listens. */
  readonly isOwnName: (host: string) => boolean;
  readonly isOwnEndpoint: (address: string, port: number) => boolean;
  readonly renewHead: SendingContext['renewHead'];
  /** For tests. */
  readonly timeouts?: SmtpTimeouts;
  readonly random?: () => number;
}

export function createSmtpSender(deps: SmtpSenderDeps): MailSender {
  const { clock, log, names, policies, observations, isOwnName, isOwnEndpoint, renewHead } = deps;
  const { timeouts = SMTP_TIMEOUTS, random = Math.random } = deps;
  const pool = new ConnectionPool(timeouts.quit);
  const shared = {
    clock,
    names,
    policies,
    reporter: new TlsReporter(observations, clock),
    pool,
    dead: new DeadAddresses(clock),
    loader: new ContentLoader(),
    contexts: createTrustedContexts(),
    timeouts,
    isOwnName,
    isOwnEndpoint,
    renewHead,
    random,
  };
  return {
    async send(transmission, signal) {
      signal.throwIfAborted();
      const options = deps.options();
      const report = await new Sending({ ...shared, options }, transmission, signal).run();
      const { queueId } = transmission.message;
      log.debug({ queueId, destination: report.destination, durationMs: report.durationMs }, 'sending tried');
      return report;
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}
