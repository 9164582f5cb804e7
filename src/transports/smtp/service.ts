/** SMTP as a service: what a listener is given to serve its connections with. */
import type { Clock } from '../../base/clock.ts';
import { HarvestLimits } from '../../domain/access/harvest-limits.ts';
import type { WatchPrincipal } from '../../domain/access/principal.ts';
import type { Receiving } from '../../domain/delivery/receiving.ts';
import type { ClientReputation } from '../../domain/reputation/client-reputation.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import type { SaslService } from '../auth/sasl-service.ts';
import type { ServeConnection } from '../net/connection.ts';
import { createDevicePolicy } from './device-policy.ts';
import { MX_PROFILE, REINJECTION_PROFILE, type SmtpProfile, SUBMISSION_PROFILE } from './profile.ts';
import { SmtpSession } from './session.ts';

export interface SmtpServiceDeps {
  /** The server's own name: in the greeting, in Received, and the synonym of its domain. */
  readonly hostname: string;
  readonly settings: Settings;
  readonly receiving: Receiving;
  readonly sasl: SaslService;
  readonly watch: WatchPrincipal;
  readonly clock: Clock;
  /** Asked about clients of port 25; without it all are alike. */
  readonly reputation?: ClientReputation;
  /** Waits; rejects when the signal is aborted. */
  readonly delay: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** What a session gets beside its connection. */
export interface SmtpDeps extends SmtpServiceDeps {
  /** Whether devices at this address may submit without signing in. */
  readonly isDevice: (address: string) => boolean;
  /** Of all connections of the service together. */
  readonly harvest: HarvestLimits;
}

/** Port 25: mail from other servers. */
export function createMxService(deps: SmtpServiceDeps): ServeConnection {
  return serveSmtp(MX_PROFILE, deps);
}

/** Ports 587 and 465: mail from users. */
export function createSubmissionService(deps: SmtpServiceDeps): ServeConnection {
  return serveSmtp(SUBMISSION_PROFILE, deps);
}

/** Port 10025 of the loopback interface: what content filters give back. MI10 */
export function createReinjectionService(deps: SmtpServiceDeps): ServeConnection {
  return serveSmtp(REINJECTION_PROFILE, deps);
}

export function serveSmtp(profile: SmtpProfile, deps: SmtpServiceDeps): ServeConnection {
  const { settings, clock } = deps;
  const harvest = new HarvestLimits(clock, () => ({
    smtpUnknownRecipientsPerAddressMinute: settings.get('smtpUnknownRecipientsPerAddressMinute'),
    smtpUnknownRecipientsPerAddressDay: settings.get('smtpUnknownRecipientsPerAddressDay'),
  }));
  const sessionDeps = { ...deps, harvest, isDevice: createDevicePolicy(settings) };
  return (connection) => new SmtpSession(connection, profile, sessionDeps).serve();
}
