/** LMTP over a Unix socket, and over TCP from `trustedNetworks` only: RFC 2033 section 5 keeps it off the open network. */
import type { ServeConnection } from '../net/connection.ts';
import { type SmtpServiceDeps, serveSmtp } from '../smtp/service.ts';
import { LMTP_PROFILE } from './lmtp-profile.ts';

export function createLmtpService(deps: SmtpServiceDeps): ServeConnection {
  return serveSmtp(LMTP_PROFILE, deps);
}
