/** The SMTP client of the queue, with the settings in force. */
import type { Clock } from '../base/clock.ts';
import { isFailure } from '../base/failure.ts';
import type { Logger } from '../base/log.ts';
import type { HeadRenewal } from '../domain/authentication/signing.ts';
import type { MailSender } from '../domain/ports/mail-sender.ts';
import type { NameService } from '../domain/ports/name-service.ts';
import type { Observations } from '../domain/ports/observations.ts';
import type { Settings } from '../domain/settings/settings.ts';
import { createStsPolicies } from '../gateways/mta-sts/sts-policies.ts';
import { createSmtpSender } from '../gateways/smtp-client/smtp-sender.ts';
import { readAuthorities, TrustedAuthorities } from '../gateways/smtp-client/trusted-authorities.ts';

export interface MailSenderDeps {
  readonly settings: Settings;
  readonly observations: Observations;
  readonly names: NameService;
  readonly signing: HeadRenewal;
  readonly hostname: string;
  readonly ownPorts: () => ReadonlySet<number>;
  /** Whether it is one of this machine's. */
  readonly isOwnAddress: (address: string) => boolean;
  readonly clock: Clock;
  readonly log: Logger;
}

export async function openMailSender(deps: MailSenderDeps): Promise<MailSender> {
  const { settings, observations, names, signing, hostname, ownPorts, isOwnAddress, clock, log } = deps;
  await using opened = new AsyncDisposableStack();
  const authorities = await openAuthorities(settings, log, opened);
  const policies = createStsPolicies({
    ...{ clock, log, names, observations },
    options: () => ({
      timeoutMs: settings.get('mtaStsTimeoutMs'),
      port: HTTPS_PORT,
      authorities: authorities.certificates,
    }),
  });
  const sender = createSmtpSender({
    ...{ clock, log, names, policies, observations },
    options: () => ({
      hostname,
      port: SMTP_PORT,
      connectTimeoutMs: settings.get('outgoingConnectTimeoutMs'),
      idleMs: settings.get('outgoingIdleMs'),
      maxMessagesPerConnection: settings.get('outgoingMessagesPerConnection'),
      useDane: settings.get('outgoingDane') === 'on',
      useMtaSts: settings.get('outgoingMtaSts') === 'on',
      authorities: authorities.certificates,
    }),
    renewHead: (head, message, signal) => signing.renew(head, message, signal),
    isOwnName: (host) => host === hostname,
    isOwnEndpoint: (address, port) => ownPorts().has(port) && isOwnAddress(address),
  });
  opened.use(sender);
  const running = opened.move();
  return {
    send: (transmission, signal) => sender.send(transmission, signal),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** The file that the settings name: looked at before it is set, and followed from then on. */
async function openAuthorities(
  settings: Settings,
  log: Logger,
  opened: AsyncDisposableStack,
): Promise<TrustedAuthorities> {
  const authorities = opened.use(new TrustedAuthorities(log));
  const follow = () => authorities.follow(settings.get(AUTHORITIES_FILE) || null);
  settings.checkBefore(AUTHORITIES_FILE, async (path) => {
    if (path === '') return null;
    try {
      await readAuthorities(path);
      return null;
    } catch (error) {
      if (!isFailure(error, 'invalid')) throw error;
      log.warn({ err: error, path }, 'a file without certificates is not taken');
      return { problem: 'not-certificates', value: path };
    }
  });
  opened.defer(
    settings.onChange((name) => {
      if (name === AUTHORITIES_FILE) void follow();
    }),
  );
  await follow();
  return authorities;
}

const AUTHORITIES_FILE = 'outgoingAuthoritiesFile';

const SMTP_PORT = 25;
const HTTPS_PORT = 443;
