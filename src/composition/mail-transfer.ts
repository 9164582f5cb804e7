/**
 * Puts together what looks at mail on its way in and what takes it out. The two know of each other: who is let in depends
 * on what was sent, and what cannot be sent comes back in.
 */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { SecretBox } from '../base/secret-box.ts';
import type { DataDirectory } from '../config/data-directory.ts';
import type { AccountPolicies } from '../domain/access/policy/account-policies.ts';
import { type ActivityCounters, countingTrace, type FailingFilters } from '../domain/activity/counters.ts';
import { createAuthentication } from '../domain/authentication/create-authentication.ts';
import { createSenderRewriting } from '../domain/authentication/create-sender-rewriting.ts';
import { createSigning } from '../domain/authentication/create-signing.ts';
import type { DkimKeys } from '../domain/authentication/dkim-keys.ts';
import { createReceivedReports } from '../domain/authentication/reports/receive-reports.ts';
import { createReportSender, type ReportSender } from '../domain/authentication/reports/send-reports.ts';
import { createReportSubmission } from '../domain/authentication/reports/submit-report.ts';
import { createOwnDomainSender } from '../domain/delivery/own-domain-sender.ts';
import { createReceiving, type Receiving } from '../domain/delivery/receiving.ts';
import { openRoutePassword } from '../domain/directory/routes.ts';
import { createContentFilters } from '../domain/filters/create-content-filters.ts';
import { createQuarantine, type QuarantineService } from '../domain/filters/quarantine.ts';
import type { LocalChannels } from '../domain/ports/local-programs.ts';
import type { NameService } from '../domain/ports/name-service.ts';
import type { Observations } from '../domain/ports/observations.ts';
import type { Store } from '../domain/ports/store.ts';
import { createOutgoingQueue, type OutgoingQueue } from '../domain/queue/outgoing-queue.ts';
import type { ClientReputation } from '../domain/reputation/client-reputation.ts';
import { createClientReputation } from '../domain/reputation/create-client-reputation.ts';
import type { Settings } from '../domain/settings/settings.ts';
import { createTrace } from '../domain/trace/trace.ts';
import { createMailAuth } from '../gateways/mail-auth/mail-auth.ts';
import { createPostReport } from '../gateways/mail-auth/post-report.ts';
import { openContentFilter } from '../gateways/open-content-filter.ts';
import { createLocalChannels } from '../gateways/pipe/local-channels.ts';
import { openMailSender } from './mail-sender.ts';
import { createOwnAddresses } from './own-addresses.ts';

export interface MailTransferDeps {
  readonly store: Store;
  readonly settings: Settings;
  readonly policies: AccountPolicies;
  readonly observations: Observations;
  /** Of the activity. */
  readonly counters: ActivityCounters;
  readonly failingFilters: FailingFilters;
  readonly names: NameService;
  readonly box: SecretBox;
  readonly dkimKeys: DkimKeys;
  readonly directory: DataDirectory;
  readonly hostname: string;
  /** TCP ports on which this server takes mail: known when the queue is started. */
  readonly ownPorts: () => ReadonlySet<number>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Takes mail at once; the queue delivers once it is started. Disposing stops the queue, then what it stands on. */
export interface MailTransfer extends AsyncDisposable {
  readonly receiving: Receiving;
  readonly reputation: ClientReputation;
  readonly queue: OutgoingQueue;
  readonly quarantine: QuarantineService;
  readonly channels: LocalChannels;
  readonly reports: ReportSender;
}

export async function openMailTransfer(deps: MailTransferDeps): Promise<MailTransfer> {
  const { store, settings, policies, observations, names, box, dkimKeys, directory, hostname, clock, log } = deps;
  await using opened = new AsyncDisposableStack();
  const trace = countingTrace(createTrace(observations, clock), deps.counters, deps.failingFilters, clock);
  const mailAuth = opened.use(
    createMailAuth({
      names,
      clock,
      log,
      options: () => ({
        timeoutMs: settings.get('mailAuthTimeoutMs'),
        signatureLifetimeMs: settings.get('dkimSignatureLifetimeMs'),
      }),
    }),
  );
  const signing = opened.use(createSigning({ mailAuth, keys: dkimKeys, store }));
  const sender = opened.use(
    createOwnDomainSender(
      { receiving: () => receiving, hostname, clock, log },
      await openMailSender({ ...deps, signing, isOwnAddress: createOwnAddresses(clock) }),
    ),
  );
  const channels = createLocalChannels({
    filesFolder: directory.files,
    programsFolder: directory.programs,
    limits: () => ({
      programTimeoutMs: settings.get('programTimeoutMs'),
      programUser: settings.get('programUser'),
      programsWithNetwork: settings.get('programsWithNetwork'),
      maxFileBytes: settings.get('mailboxFileMaxBytes'),
    }),
    clock,
    log,
  });
  const queue: OutgoingQueue = opened.use(
    createOutgoingQueue({
      ...{ store, settings, observations, clock, log, trace, hostname, sender, channels },
      random: Math.random,
      nextQueueId: () => receiving.nextQueueId(),
      placesOf: (address) => receiving.placesOfNotice(address),
      sign: (domain, message, signal) => signing.sign(domain, message, signal),
      openPassword: (route) => openRoutePassword(box, route),
    }),
  );
  const quarantine = createQuarantine({
    ...{ store, settings, clock, trace, log },
    redeliver: (message) => receiving.redeliver(message),
  });
  const receiving: Receiving = opened.use(
    createReceiving({
      ...{ store, settings, policies, clock, hostname, trace, signing, quarantine },
      processMark: randomBytes(1).toString('hex').toUpperCase(),
      authentication: createAuthentication({ mailAuth, observations, settings, clock, log }),
      receivedReports: createReceivedReports({ store, observations, settings, clock, log }),
      senderRewriting: createSenderRewriting({ box, clock }),
      filters: createContentFilters({
        ...{ settings, trace, log },
        open: (config) => openContentFilter(config, () => settings.get('maxMessageBytes')),
      }),
      guard: queue.guard,
      transitNotes: observations,
      successNotices: queue.successNotices,
    }),
  );
  const reputation = createClientReputation({
    ...{ names, settings, observations, clock, log },
    isOurName: (name) => name === hostname || receiving.isOwnDomain(name),
  });
  const reports = createReportSender({
    ...{ store, observations, names, settings, hostname, clock, log },
    submitReport: createReportSubmission({
      ...{ store, clock, signing },
      nextQueueId: receiving.nextQueueId,
      placesOf: receiving.placesOfNotice,
    }),
    postReport: createPostReport({ names }),
  });
  await queue.prepare();
  const running = opened.move();
  return {
    ...{ receiving, reputation, queue, quarantine, channels, reports },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
