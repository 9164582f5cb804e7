/** What speaks on the connections of each kind of listener. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../base/clock.ts';
import { VERSION } from '../config/version.ts';
import type { Authenticator } from '../domain/access/principal.ts';
import type { Receiving } from '../domain/delivery/receiving.ts';
import type { AddressList } from '../domain/directory/address-list/address-list.ts';
import { type MailboxService, watchPrincipals } from '../domain/mailbox/index.ts';
import type { Store } from '../domain/ports/store.ts';
import type { ClientReputation } from '../domain/reputation/client-reputation.ts';
import type { Settings } from '../domain/settings/settings.ts';
import { createSaslService } from '../transports/auth/sasl-service.ts';
import { createImapService } from '../transports/imap/service.ts';
import type { DirectoryChanges } from '../transports/ldap/ldap-session.ts';
import { createLdapService, LDAP_REFUSAL } from '../transports/ldap/service.ts';
import { createLmtpService } from '../transports/lmtp/service.ts';
import type { ServeConnection } from '../transports/net/connection.ts';
import { createPop3Service } from '../transports/pop3/service.ts';
import { createMxService, createReinjectionService, createSubmissionService } from '../transports/smtp/service.ts';

export type ServiceKind = 'mx' | 'submission' | 'lmtp' | 'reinjection' | 'imap' | 'pop3' | 'ldap' | 'web';

export interface Protocol {
  /** Called once, by the first listener of the kind. */
  serve(): ServeConnection;
  /** What a client is told that is let go at once, as octets: a line of the protocol with its end, or a message. */
  readonly refusal: string;
}

interface Dependencies {
  readonly hostname: string;
  readonly store: Pick<Store, 'reader'>;
  readonly settings: Settings;
  readonly authenticator: Authenticator;
  readonly addressList: AddressList;
  readonly changes: DirectoryChanges;
  readonly mailboxes: MailboxService;
  readonly receiving: Receiving;
  readonly reputation: ClientReputation;
  readonly clock: Clock;
  readonly web: ServeConnection;
}

export function createProtocols(dependencies: Dependencies): Readonly<Record<ServiceKind, Protocol>> {
  const { hostname, store, settings, authenticator, addressList, changes } = dependencies;
  const { mailboxes, receiving, reputation, clock, web } = dependencies;
  const sasl = createSaslService(authenticator);
  const watch = watchPrincipals(mailboxes);
  const smtp = { hostname, settings, receiving, reputation, sasl, watch, clock, delay };
  const server = { hostName: hostname, name: 'Mailroom', version: VERSION };
  const smtpRefusal = `421 4.7.0 ${hostname} Too many connections\r\n`;
  return {
    mx: { serve: () => createMxService(smtp), refusal: smtpRefusal },
    submission: { serve: () => createSubmissionService(smtp), refusal: smtpRefusal },
    lmtp: { serve: () => createLmtpService(smtp), refusal: smtpRefusal },
    reinjection: { serve: () => createReinjectionService(smtp), refusal: smtpRefusal },
    imap: {
      serve: () => createImapService({ sasl, mailboxes, settings, version: VERSION }),
      refusal: '* BYE [UNAVAILABLE] Too many connections\r\n',
    },
    pop3: {
      serve: () => createPop3Service({ sasl, mailboxes, settings, server }),
      refusal: '-ERR [SYS/TEMP] Too many connections\r\n',
    },
    ldap: {
      serve: () =>
        createLdapService({
          ...{ store, settings, authenticator, addressList, changes, watch, clock },
          version: VERSION,
        }),
      refusal: LDAP_REFUSAL,
    },
    web: {
      serve: () => web,
      refusal: 'HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n',
    },
  };
}

async function delay(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal });
}
