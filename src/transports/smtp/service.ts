/** SMTP as a service: what a listener is given to serve its connections with. */
import type { Receiving } from '../../domain/delivery/receiving.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import type { SaslService } from '../auth/sasl-service.ts';
import type { ServeConnection } from '../net/connection.ts';
import { createDevicePolicy } from './device-policy.ts';
import { MX_PROFILE, type SmtpProfile, SUBMISSION_PROFILE } from './profile.ts';
import { SmtpSession } from './session.ts';

export interface SmtpServiceDeps {
  /** The server's own name: in the greeting, in Received, and the synonym of its domain. */
  readonly hostname: string;
  readonly settings: Settings;
  readonly receiving: Receiving;
  readonly sasl: SaslService;
  /** Waits; rejects when the signal is aborted. */
  readonly delay: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** What a session gets beside its connection. */
export interface SmtpDeps extends SmtpServiceDeps {
  /** Whether devices at this address may submit without signing in. */
  readonly isDevice: (address: string) => boolean;
}

/** Port 25: mail from other servers. */
export function createMxService(deps: SmtpServiceDeps): ServeConnection {
  return serveSmtp(MX_PROFILE, deps);
}

/** Ports 587 and 465: mail from users. */
export function createSubmissionService(deps: SmtpServiceDeps): ServeConnection {
  return serveSmtp(SUBMISSION_PROFILE, deps);
}

export function serveSmtp(profile: SmtpProfile, deps: SmtpServiceDeps): ServeConnection {
  const sessionDeps = { ...deps, isDevice: createDevicePolicy(deps.settings) };
  return (connection) => new SmtpSession(connection, profile, sessionDeps).serve();
}
