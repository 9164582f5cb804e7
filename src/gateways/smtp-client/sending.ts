/** One attempt to send one message: hosts in their order, sessions, transactions. */
import type { Clock } from '../../base/clock.ts';
import { isFailure } from '../../base/failure.ts';
import type { Transmission, TransmissionReport } from '../../domain/ports/mail-sender.ts';
import type { NameService } from '../../domain/ports/name-service.ts';
import type { ByteString } from '../../formats/mime/byte-string.ts';
import type { StsFinding, StsPolicies } from '../mta-sts/sts-policies.ts';
import type { ConnectionPool } from './connection-pool.ts';
import type { DeadAddresses } from './dead-addresses.ts';
import { deliverOver } from './deliver-over.ts';
import { readAddress } from './envelope.ts';
import { findMailHosts, loop, type MailHosts } from './mail-hosts.ts';
import type { ContentLoader, OutgoingContent } from './outgoing-content.ts';
import { type Place, RecipientLedger } from './recipient-ledger.ts';
import { SENDER_LIMITS, type SmtpSenderOptions, type SmtpTimeouts } from './sender-options.ts';
import { isSmtpProblem, SmtpProblem } from './smtp-problem.ts';
import { openSession, type SmtpSession } from './smtp-session.ts';
import { describeTls, TlsProblem } from './tls-demand.ts';
import { decideTls, PolicyProblem, type TlsDecision } from './tls-policies.ts';
import type { TlsReporter } from './tls-reporter.ts';
import { StaleSession } from './transaction.ts';
import type { RenewHead } from './transport-form.ts';
import type { TrustedContexts } from './trusted-contexts.ts';
import { failedVerdict, isThrottling, verdictOfProblem } from './verdict.ts';

export interface SendingContext {
  readonly clock: Clock;
  readonly names: NameService;
  readonly policies: StsPolicies;
  readonly reporter: TlsReporter;
  readonly pool: ConnectionPool;
  readonly dead: DeadAddresses;
  readonly loader: ContentLoader;
  readonly contexts: TrustedContexts;
  readonly timeouts: SmtpTimeouts;
  readonly options: SmtpSenderOptions;
  readonly isOwnName: (host: string) => boolean;
  readonly isOwnEndpoint: (address: string, port: number) => boolean;
  readonly random: () => number;
  /** As Signing has it. */
  readonly renewHead: (
    head: ByteString,
    message: () => AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ) => Promise<ByteString>;
}

const NO_STS: StsFinding = { policy: null, failure: null };

export class Sending {
  readonly #context: SendingContext;
  readonly #transmission: Transmission;
  readonly #signal: AbortSignal;
  readonly #ledger: RecipientLedger;
  readonly #mustVerify: boolean;
  #destination: TransmissionReport['destination'] = 'unreachable';
  #tls: string | null = null;
  /** The message may have arrived with somebody who did not say so: nobody else gets it now. */
  #isOver = false;

  constructor(context: SendingContext, transmission: Transmission, signal: AbortSignal) {
    const { requiresTls, returnPath } = transmission.message;
    this.#context = context;
    this.#transmission = transmission;
    this.#signal = signal;
    this.#ledger = new RecipientLedger(transmission.recipients.length, () => context.clock.nowMs());
    // A notice about such a message is better sent without than not at all. RFC 8689 section 5
    this.#mustVerify = requiresTls && returnPath.address !== '';
  }

  async run(): Promise<TransmissionReport> {
    const startedMs = this.#context.clock.monotonicMs();
    const content = this.#checkAddresses() ? await this.#load() : null;
    if (content !== null) {
      await this.#tryIdle(content);
      if (this.#ledger.pending.length > 0 && !this.#isOver) await this.#tryHosts(content);
    }
    return {
      recipients: this.#ledger.finish(),
      destination: this.#destination,
      tls: this.#tls,
      durationMs: this.#context.clock.monotonicMs() - startedMs,
    };
  }

  /** What is no address never goes into a command. Returns false where nobody is left. */
  #checkAddresses(): boolean {
    const { message, recipients } = this.#transmission;
    const sender = message.returnPath.address;
    if (sender !== '' && readAddress(sender) === null) {
      this.#ledger.settleAll(failedVerdict('5.1.7', 'the address of the sender is not one that can be sent'));
    }
    for (const index of this.#ledger.pending) {
      if (readAddress(recipients[index].address) !== null) continue;
      const verdict = failedVerdict('5.1.3', 'the address is not one that can be sent');
      this.#ledger.settle(index, verdict, { host: null, address: null }, false);
    }
    const isAnyLeft = this.#ledger.pending.length > 0;
    // This says nothing about the destination.
    if (!isAnyLeft) this.#destination = 'ok';
    return isAnyLeft;
  }

  async #load(): Promise<OutgoingContent | null> {
    try {
      return await this.#context.loader.load(this.#transmission, this.#signal);
    } catch (error) {
      this.#signal.throwIfAborted();
      if (!isFailure(error)) throw error;
      this.#destination = 'ok';
      const text = 'the message could not be read';
      this.#ledger.settleAll({ outcome: 'deferred', code: null, status: '4.3.0', text });
      return null;
    }
  }

  async #tryIdle(content: OutgoingContent): Promise<void> {
    const fits = ({ tls, extensions }: SmtpSession) =>
      !this.#mustVerify || (tls?.verifiedBy != null && extensions.requireTls);
    const session = this.#context.pool.take(this.#poolKey(content), fits);
    if (session === null) return;
    try {
      await this.#use(session, content);
    } catch (error) {
      if (!(error instanceof StaleSession)) throw error;
      session.socket.destroy();
    }
  }

  async #tryHosts(content: OutgoingContent): Promise<void> {
    const { route } = this.#transmission;
    const { options } = this.#context;
    let found: MailHosts;
    try {
      found = await findMailHosts(route, this.#context, this.#signal);
    } catch (error) {
      if (!isSmtpProblem(error)) throw error;
      return this.#ledger.settleAll(verdictOfProblem(error));
    }
    const sts = await this.#findPolicy();
    const port = route.kind === 'host' ? route.port : options.port;
    const left: { addresses: number; sessions: number } = { ...SENDER_LIMITS };
    for (const host of found.hosts) {
      const addresses = await this.#context.names.addresses(host, this.#signal);
      if (addresses.kind !== 'found') {
        const isUnknown = addresses.kind === 'failed';
        const text = isUnknown ? `no address of ${host}: ${addresses.reason}` : `${host} has no address`;
        this.#blame(new SmtpProblem(isUnknown ? '4.4.3' : '5.4.4', text), { host, address: null });
        continue;
      }
      const { isSecure: isHostSecure, canonicalDomain } = found;
      const { isAuthenticated: isAddressSecure, canonicalName = null } = addresses;
      const security = { isHostSecure, isAddressSecure, canonicalName, canonicalDomain };
      const decision = await this.#decide({ host, port, ...security, sts, content });
      if (decision === null) continue;
      for (const address of addresses.records) {
        // Whoever is no better than this server would send it back. RFC 5321 section 5.1
        if (this.#context.isOwnEndpoint(address, port)) return this.#blame(loop(host), { host, address });
        if (left.addresses === 0) return;
        left.addresses -= 1;
        let isCutOff = false;
        do {
          if (left.sessions === 0) return;
          const session = await this.#open({ host, address, port }, decision);
          if (session === null) break;
          left.sessions -= 1;
          isCutOff = await this.#use(session, content);
          if (this.#ledger.pending.length === 0 || this.#isOver) return;
          // The others have not had their turn yet.
        } while (isCutOff && this.#ledger.hasInnocent);
      }
    }
  }

  async #findPolicy(): Promise<StsFinding> {
    const { route } = this.#transmission;
    const { options, policies } = this.#context;
    if (route.kind !== 'mx' || !options.useMtaSts || route.domain.startsWith('[')) return NO_STS;
    const sts = await policies.find(route.domain, this.#signal);
    const policy = { type: 'sts', strings: [], mxHosts: [] } as const;
    if (sts.failure !== null) this.#count({ policy, result: sts.failure, host: '', address: '', localAddress: '' });
    return sts;
  }

  /** Null where the host may not be used. */
  async #decide(question: {
    readonly host: string;
    readonly port: number;
    readonly isHostSecure: boolean;
    readonly isAddressSecure: boolean;
    readonly canonicalName: string | null;
    readonly canonicalDomain: string | null;
    readonly sts: StsFinding;
    readonly content: OutgoingContent;
  }): Promise<TlsDecision | null> {
    const { names, options } = this.#context;
    const { host, content } = question;
    const unknown = { host, address: '', localAddress: '' };
    try {
      const decision = await decideTls(
        {
          ...question,
          route: this.#transmission.route,
          useDane: options.useDane,
          mustVerify: this.#mustVerify,
          isTlsOptional: content.isTlsOptional && !this.#mustVerify,
        },
        names,
        this.#signal,
      );
      if (decision.fault !== null) this.#count({ ...unknown, policy: decision.policy, result: decision.fault });
      return decision;
    } catch (error) {
      if (!(error instanceof PolicyProblem)) throw error;
      this.#count({ ...unknown, policy: error.policy, result: error.fault });
      this.#blame(error, { host, address: null });
      return null;
    }
  }

  async #open(
    { host, address, port }: { readonly host: string; readonly address: string; readonly port: number },
    { demand, policy, fault }: TlsDecision,
  ): Promise<SmtpSession | null> {
    const { dead, options, clock, contexts, timeouts } = this.#context;
    const { route } = this.#transmission;
    const known = dead.find(address, port);
    if (known !== null) {
      this.#blame(known, { host, address });
      return null;
    }
    const { hostname, connectTimeoutMs, authorities } = options;
    try {
      const session = await openSession(
        {
          host,
          address,
          port,
          tls: demand,
          isTlsImplicit: route.kind === 'host' && route.tls === 'implicit',
          credentials: route.kind === 'host' ? route.credentials : null,
        },
        {
          clock,
          contexts,
          timeouts,
          hostname,
          connectTimeoutMs,
          authorities,
          onTls: (result, localAddress) => {
            // Where something was wrong before, that has been counted.
            if (fault === null) this.#count({ policy, result, host, address, localAddress });
          },
        },
        this.#signal,
      );
      dead.remove(address, port);
      return session;
    } catch (error) {
      this.#signal.throwIfAborted();
      if (!isSmtpProblem(error)) throw error;
      if (error.isDead) dead.add(address, port, error);
      if (error.reply !== null && isThrottling(error.reply, 'greeting')) this.#destination = 'throttled';
      const isUnverified = this.#mustVerify && error instanceof TlsProblem;
      // RFC 8689 section 4.2.1
      this.#blame(isUnverified ? new SmtpProblem('5.7.10', error.text) : error, { host, address });
      return null;
    }
  }

  /**
   * Sends to all that are pending, in as many transactions as the server wants. Returns whether the session was lost at
   * the command of one recipient. Throws StaleSession.
   */
  async #use(session: SmtpSession, content: OutgoingContent): Promise<boolean> {
    const { pool, options, clock, timeouts } = this.#context;
    using _guard = session.socket.useSignal(this.#signal);
    const { message, recipients } = this.#transmission;
    const renewHead: RenewHead = (head, converted) => this.#context.renewHead(head, converted, this.#signal);
    const about = { mustVerify: this.#mustVerify, ledger: this.#ledger, clock, timeouts, renewHead };
    const outcome = await deliverOver(session, { message, recipients, content, ...about }, this.#signal);
    this.#tls = describeTls(session.tls);
    this.#isOver = outcome.mayBeTaken;
    if (this.#destination !== 'throttled') this.#destination = outcome.isThrottled ? 'throttled' : 'ok';
    const most = Math.min(options.maxMessagesPerConnection, session.extensions.maxMails ?? Infinity);
    if (session.messages < most) pool.give(this.#poolKey(content), session, options.idleMs);
    else pool.end(session);
    return outcome.isCutOff;
  }

  #blame(problem: SmtpProblem, place: Place): void {
    this.#ledger.blame(verdictOfProblem(problem), place);
  }

  #count(attempt: Parameters<TlsReporter['count']>[1]): void {
    const { route } = this.#transmission;
    if (route.kind === 'mx') this.#context.reporter.count(route.domain, attempt);
  }

  /** What went over a connection that TLS could fail on is not for other messages. RFC 8689 section 4.2.2 */
  #poolKey({ isTlsOptional }: OutgoingContent): string {
    return `${isTlsOptional ? 'optional ' : ''}${JSON.stringify(this.#transmission.route)}`;
  }
}
