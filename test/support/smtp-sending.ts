/** A sender with a name service that knows what the test says, and messages to send with it. */

import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import type { ContentHash, QueueMessageId } from '../../src/domain/ports/ids.ts';
import type { MailSender, Route, Transmission, TransmissionReport } from '../../src/domain/ports/mail-sender.ts';
import type { DnsAnswer, MxRecord, NameService, TlsaRecord } from '../../src/domain/ports/name-service.ts';
import {
  NULL_RETURN_PATH,
  type OutgoingRecipient,
  type QueuedMessage,
  type ReturnPath,
} from '../../src/domain/ports/queue.ts';
import type { TlsTallyRow } from '../../src/domain/ports/tls-tally.ts';
import type { StsFinding } from '../../src/gateways/mta-sts/sts-policies.ts';
import {
  SMTP_TIMEOUTS,
  type SmtpSenderOptions,
  type SmtpTimeouts,
} from '../../src/gateways/smtp-client/sender-options.ts';
import { createSmtpSender, type SmtpSenderDeps } from '../../src/gateways/smtp-client/smtp-sender.ts';
import { PLAIN_MESSAGE } from './outgoing-message.ts';

export interface KnownNames {
  readonly mx?: Readonly<Record<string, readonly MxRecord[] | 'nxdomain' | 'failed'>>;
  readonly hosts?: Readonly<Record<string, readonly string[] | 'failed'>>;
  readonly tlsa?: Readonly<Record<string, readonly TlsaRecord[] | 'failed'>>;
  readonly isAuthenticated?: boolean;
  /** Of TLSA records, where it is another. */
  readonly isTlsaAuthenticated?: boolean;
}

export function knownNames(known: KnownNames): NameService & { readonly asked: string[] } {
  const asked: string[] = [];
  const look = <T>(kind: string, name: string, records: readonly T[] | string | undefined): Promise<DnsAnswer<T>> => {
    asked.push(`${kind} ${name}`);
    const isSecure = known.isAuthenticated ?? false;
    const isAuthenticated = kind === 'TLSA' ? (known.isTlsaAuthenticated ?? isSecure) : isSecure;
    if (records === 'failed') return Promise.resolve({ kind: 'failed', reason: 'no answer' });
    if (records === 'nxdomain') return Promise.resolve({ kind: 'none', isNxDomain: true, isAuthenticated });
    if (records === undefined) return Promise.resolve({ kind: 'none', isNxDomain: false, isAuthenticated });
    return Promise.resolve({ kind: 'found', records: records as readonly T[], isAuthenticated, ttlSeconds: 60 });
  };
  const addresses = (host: string) =>
    look<string>('A', host, known.hosts?.[host] ?? (/^[\d.]+$/.test(host) ? [host] : undefined));
  return {
    asked,
    mx: (domain) => look('MX', domain, known.mx?.[domain]),
    addresses,
    ipv4: addresses,
    ipv6: (host) => look('AAAA', host, undefined),
    txt: (name) => look('TXT', name, undefined),
    ptr: (address) => look('PTR', address, undefined),
    tlsa: (name) => look('TLSA', name, known.tlsa?.[name]),
    srv: (name) => look('SRV', name, undefined),
    alias: (name) => look('CNAME', name, undefined),
  };
}

export interface TestSender extends AsyncDisposable {
  readonly sender: MailSender;
  readonly tallies: { readonly subject: string; readonly row: TlsTallyRow }[];
  send(transmission: Transmission, signal?: AbortSignal): Promise<TransmissionReport>;
}

export interface TestSenderOptions extends Partial<SmtpSenderOptions> {
  readonly names: NameService;
  readonly sts?: StsFinding;
  readonly timeouts?: Partial<SmtpTimeouts>;
  readonly isOwnEndpoint?: (address: string, port: number) => boolean;
  readonly random?: () => number;
  readonly renewHead?: SmtpSenderDeps['renewHead'];
}

export function createTestSender(options: TestSenderOptions): TestSender {
  const { names, sts = { policy: null, failure: null }, timeouts = {}, isOwnEndpoint = () => false, ...more } = options;
  const { renewHead = (head: string) => Promise.resolve(head) } = options;
  const tallies: TestSender['tallies'] = [];
  const sender = createSmtpSender({
    clock: systemClock,
    log: silentLogger,
    names,
    policies: { find: () => Promise.resolve(sts) },
    observations: { tally: ({ subject, row }) => void tallies.push({ subject, row: JSON.parse(row) as TlsTallyRow }) },
    options: () => ({
      hostname: 'mail.example.com',
      port: 25,
      connectTimeoutMs: 2000,
      idleMs: 2000,
      maxMessagesPerConnection: 100,
      useDane: true,
      useMtaSts: true,
      authorities: undefined,
      ...more,
    }),
    isOwnName: (host) => host === 'mail.example.com',
    isOwnEndpoint,
    renewHead,
    timeouts: { ...SMTP_TIMEOUTS, ...timeouts },
    ...(options.random === undefined ? {} : { random: options.random }),
  });
  return {
    sender,
    tallies,
    send: (transmission, signal = new AbortController().signal) => sender.send(transmission, signal),
    [Symbol.asyncDispose]: () => sender[Symbol.asyncDispose](),
  };
}

export interface TestMessage {
  readonly route: Route;
  readonly to?: readonly (string | (Partial<OutgoingRecipient> & { readonly address: string }))[];
  readonly from?: string;
  readonly returnPath?: Partial<ReturnPath>;
  readonly message?: Partial<Omit<QueuedMessage, 'recipients' | 'returnPath'>>;
  /** Octets, or how to get them. */
  readonly content?: string | (() => AsyncIterable<Uint8Array>);
}

let lastId = 0;

export function transmissionOf({
  route,
  to = ['bob@example.org'],
  from = 'alice@example.com',
  ...more
}: TestMessage): Transmission {
  const { content = 'Subject: hello\r\n\r\nHello.\r\n' } = more;
  const id = ++lastId;
  return {
    route,
    message: {
      id: id as QueueMessageId,
      queueId: `q${id}`,
      content: `hash${id}` as ContentHash,
      sizeBytes: typeof content === 'string' ? content.length : 0,
      queuedAtMs: Date.now(),
      returnPath: { ...NULL_RETURN_PATH, address: from, ...more.returnPath },
      ...PLAIN_MESSAGE,
      ...more.message,
    },
    recipients: to.map((recipient) => ({
      notify: null,
      originalRecipient: null,
      channel: { kind: 'smtp' },
      lane: 'example.org',
      ...(typeof recipient === 'string' ? { address: recipient } : recipient),
    })),
    open: (head = more.message?.head ?? '') =>
      withHead(head, typeof content === 'string' ? octets(content) : content()),
  };
}

async function* withHead(head: string, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head !== '') yield Buffer.from(head, 'latin1');
  yield* content;
}

async function* octets(content: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(content, 'latin1');
}

/** `127.0.0.1:2025` in the clear, with changes. */
export function hostRoute(port: number, more: Partial<Extract<Route, { kind: 'host' }>> = {}): Route {
  return { kind: 'host', host: '127.0.0.1', port, tls: 'none', credentials: null, ...more };
}
