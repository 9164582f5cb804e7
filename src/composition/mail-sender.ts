/** The SMTP client of the queue, with the settings in force. */
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { MailSender } from '../domain/ports/mail-sender.ts';
import type { NameService } from '../domain/ports/name-service.ts';
import type { Observations } from '../domain/ports/observations.ts';
import type { Settings } from '../domain/settings/settings.ts';
import { createStsPolicies } from '../gateways/mta-sts/sts-policies.ts';
import { createSmtpSender } from '../gateways/smtp-client/smtp-sender.ts';
import { createTrustedAuthorities } from '../gateways/smtp-client/trusted-authorities.ts';

export interface MailSenderDeps {
  readonly settings: Settings;
  readonly observations: Observations;
  readonly names: NameService;
  readonly hostname: string;
  readonly ownPorts: () => ReadonlySet<number>;
  /** Whether it is one of this machine's. */
  readonly isOwnAddress: (address: string) => boolean;
  readonly clock: Clock;
  readonly log: Logger;
}

export function openMailSender(deps: MailSenderDeps): MailSender {
  const { settings, observations, names, hostname, ownPorts, isOwnAddress, clock, log } = deps;
  const file = () => settings.get('outgoingAuthoritiesFile') || null;
  const authorities = createTrustedAuthorities(file, clock, log);
  let trusted: readonly string[] | undefined;
  const policies = createStsPolicies({
    ...{ clock, log, names, observations },
    options: () => ({ timeoutMs: settings.get('mtaStsTimeoutMs'), port: HTTPS_PORT, authorities: trusted }),
  });
  return createSmtpSender({
    ...{ clock, log, names, policies, observations },
    async options() {
      trusted = await authorities();
      return {
        hostname,
        port: SMTP_PORT,
        connectTimeoutMs: settings.get('outgoingConnectTimeoutMs'),
        idleMs: settings.get('outgoingIdleMs'),
        maxMessagesPerConnection: settings.get('outgoingMessagesPerConnection'),
        useDane: settings.get('outgoingDane') === 'on',
        useMtaSts: settings.get('outgoingMtaSts') === 'on',
        authorities: trusted,
      };
    },
    isOwnName: (host) => host === hostname,
    isOwnEndpoint: (address, port) => ownPorts().has(port) && isOwnAddress(address),
  });
}

const SMTP_PORT = 25;
const HTTPS_PORT = 443;
