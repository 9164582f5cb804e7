/**
 * Where mail programs ask for settings by themselves: Mozilla's autoconfig and Microsoft's Autodiscover. Also without TLS,
 * for programs that ask there: what is told is no secret, the same for everybody of a domain, and says nothing of people.
 * docs/decisions/0019
 */
import type { Clock } from '../../base/clock.ts';
import { Failure, isFailure } from '../../base/failure.ts';
import type { ClientSetup } from '../../domain/client-setup/client-setup.ts';
import { toUnicodeDomain } from '../../formats/address/domain-name.ts';
import {
  type AutodiscoverFault,
  readAutodiscoverRequest,
  writeAutodiscover,
  writeAutodiscoverFault,
} from '../../formats/client-setup/autodiscover.ts';
import { writeMozillaConfig } from '../../formats/client-setup/mozilla-config.ts';
import { MAX_XML_BYTES } from '../../formats/client-setup/read-xml.ts';
import { redirect, sendBytes } from '../http/answers.ts';
import { readBytes } from '../http/body.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Route } from '../http/site.ts';

export interface DiscoveryDeps {
  readonly setup: ClientSetup;
  readonly clock: Clock;
}

const XML = 'text/xml; charset=utf-8';
/** Programs that were told once need not ask again for every account; what changes here changes seldom. */
const CACHED = { 'cache-control': 'public, max-age=3600' };
const NOT_CACHED = { 'cache-control': 'no-store' };
/** Longer than any address. */
const MAX_ADDRESS_LENGTH = 320;
const AUTODISCOVER = '/autodiscover/autodiscover.xml';
/** MS-OXDSCLI has no name for it: what Outlook asks first, for a place to ask at. */
const AUTODISCOVER_JSON = '/autodiscover/autodiscover.json';

export function createDiscoveryRoutes({ setup, clock }: DiscoveryDeps): readonly Route[] {
  const autoconfig = (exchange: Exchange) => answerAutoconfig(exchange, setup);
  const autodiscover = (exchange: Exchange) => answerAutodiscover(exchange, setup, clock);
  const json = (exchange: Exchange) => answerJson(exchange, setup);
  const often = { isAlsoPlain: true, ignoresCase: true } as const;
  return [
    { path: '/.well-known/autoconfig/mail/config-v1.1.xml', methods: ['GET'], isAlsoPlain: true, handle: autoconfig },
    { path: '/mail/config-v1.1.xml', methods: ['GET'], isAlsoPlain: true, handle: autoconfig },
    { path: AUTODISCOVER, methods: ['GET', 'POST'], ...often, handle: autodiscover },
    { path: AUTODISCOVER_JSON, methods: ['GET'], ...often, handle: json },
    { path: `${AUTODISCOVER_JSON}/v1.0/`, methods: ['GET'], ...often, handle: json },
  ];
}

async function answerAutoconfig(exchange: Exchange, setup: ClientSetup): Promise<void> {
  const { url, host } = exchange;
  const address = url.searchParams.get('emailaddress');
  // Without an address, the name says it under which this was asked: RFC 8615 for the well-known one.
  const asked = address === null || !address.includes('@') ? host.name.replace(/^autoconfig\./, '') : domainOf(address);
  if ((await setup.findDomain(asked)) === null) throw unknownDomain();
  const domain = asked.trim().toLowerCase();
  const config = { domain, displayName: toUnicodeDomain(domain), servers: setup.servers() };
  await sendBytes(exchange, { type: XML, bytes: writeMozillaConfig(config), headers: CACHED });
}

async function answerAutodiscover(exchange: Exchange, setup: ClientSetup, clock: Clock): Promise<void> {
  const refuse = (fault: AutodiscoverFault, status: number) =>
    sendBytes(exchange, {
      type: XML,
      status,
      bytes: writeAutodiscoverFault(fault, clock.nowMs()),
      headers: NOT_CACHED,
    });
  const origin = setup.webOrigin();
  // Asked without TLS it only says where to ask with it: MS-OXDSCLI, by a status that programs of any age follow.
  if (!exchange.isSecure && origin !== null) return redirect(exchange, `${origin}${AUTODISCOVER}`);
  const request = exchange.request.method === 'POST' ? await readRequest(exchange) : null;
  if (request === null || request.address === null) return refuse('invalid-request', 400);
  if (!request.takesOutlook) return refuse('unknown-schema', 200);
  const mailbox = await setup.ofAddress(request.address.slice(0, MAX_ADDRESS_LENGTH));
  if (mailbox === null) throw unknownDomain();
  await sendBytes(exchange, { type: XML, bytes: writeAutodiscover(mailbox), headers: NOT_CACHED });
}

/** Null for what is no such request. */
async function readRequest({ request }: Exchange) {
  const body = await readBytes(request, MAX_XML_BYTES);
  try {
    return readAutodiscoverRequest(body);
  } catch (error) {
    if (isFailure(error, 'invalid')) return null;
    throw error;
  }
}

/** It knows one protocol: the answer says where that is spoken. */
async function answerJson(exchange: Exchange, setup: ClientSetup): Promise<void> {
  const { url } = exchange;
  const parameters = new Map([...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  const inPath = decodeURIComponentOrEmpty(/\/v1\.0\/([^/]+)$/i.exec(url.pathname)?.[1] ?? '');
  const address = inPath || (parameters.get('email') ?? '');
  const protocol = parameters.get('protocol') ?? '';
  const origin = setup.webOrigin();
  const answer = (status: number, value: object) =>
    sendBytes(exchange, {
      type: 'application/json; charset=utf-8',
      status,
      bytes: JSON.stringify(value),
      headers: NOT_CACHED,
    });
  const refuse = (ErrorCode: string, ErrorMessage: string) => answer(400, { ErrorCode, ErrorMessage });
  if (protocol === '') return refuse('MandatoryParameterMissing', 'The parameter Protocol is missing.');
  if (!/^autodiscoverv1$/i.test(protocol) || origin === null) {
    return refuse('InvalidProtocol', "Supported values of Protocol are 'AutodiscoverV1'.");
  }
  const mailbox = await setup.ofAddress(address.slice(0, MAX_ADDRESS_LENGTH));
  if (mailbox === null) throw unknownDomain();
  await answer(200, { Protocol: 'AutodiscoverV1', Url: `${origin}${AUTODISCOVER}` });
}

function domainOf(address: string): string {
  return address.slice(0, MAX_ADDRESS_LENGTH).slice(address.lastIndexOf('@') + 1);
}

function decodeURIComponentOrEmpty(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

function unknownDomain(): Failure {
  return new Failure('not-found', 'no domain of this server');
}
