/** "Plain old XML" Autodiscover, as Outlook asks for other servers than Exchange: MS-OXDSCLI sections 2.2.3 and 2.2.4. */
import { bestServer, type Mailbox, type MailServer, type SetupProtocol } from './mail-server.ts';
import { readXml, textAt } from './read-xml.ts';
import { element, writeXml, type XmlElement } from './write-xml.ts';

const ENVELOPE = 'http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006';
const OUTLOOK = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a';

export interface AutodiscoverRequest {
  /** As it was sent; null where the request names nobody. */
  readonly address: string | null;
  /** Whether the answer of this file is what the program can read. */
  readonly takesOutlook: boolean;
}

/** Throws Failure `invalid`, `too-large`. */
export function readAutodiscoverRequest(body: Uint8Array): AutodiscoverRequest {
  const root = readXml(body);
  const read = (name: string) => (root.name === 'Autodiscover' ? textAt(root, 'Request', name) : null);
  const schema = read('AcceptableResponseSchema');
  return { address: read('EMailAddress'), takesOutlook: schema === null || schema === OUTLOOK };
}

/** In the order in which Outlook should prefer them. */
const TYPES: readonly (readonly [SetupProtocol, string])[] = [
  ['imap', 'IMAP'],
  ['pop3', 'POP3'],
  ['submission', 'SMTP'],
];

export function writeAutodiscover(mailbox: Mailbox): string {
  const protocols = TYPES.flatMap(([protocol, type]) => {
    const server = bestServer(mailbox.servers, protocol);
    return server === null ? [] : [protocolElement(type, server, mailbox)];
  });
  const account = [element('AccountType', 'email'), element('Action', 'settings'), ...protocols];
  return respond([element('User', [element('DisplayName', mailbox.address)]), element('Account', account)]);
}

/** `invalid-request` (600), `unknown-schema` (601: the program wants another kind of server). */
export type AutodiscoverFault = 'invalid-request' | 'unknown-schema';

const FAULTS: Readonly<Record<AutodiscoverFault, readonly [code: string, message: string]>> = {
  'invalid-request': ['600', 'Invalid Request'],
  'unknown-schema': ['601', 'Provider is not available'],
};

/** @param nowMs milliseconds since the epoch. */
export function writeAutodiscoverFault(fault: AutodiscoverFault, nowMs: number): string {
  const [code, message] = FAULTS[fault];
  const time = new Date(nowMs).toISOString().slice(11, -1);
  const content = [element('ErrorCode', code), element('Message', message), element('DebugData', '')];
  return respond([element('Error', content, { Time: time, Id: '0' })], ENVELOPE);
}

function respond(content: readonly XmlElement[], schema = OUTLOOK): string {
  return writeXml(element('Autodiscover', [element('Response', content, { xmlns: schema })], { xmlns: ENVELOPE }));
}

function protocolElement(type: string, { host, port, security }: MailServer, { userName }: Mailbox): XmlElement {
  return element('Protocol', [
    element('Type', type),
    element('Server', host),
    element('Port', String(port)),
    element('DomainRequired', 'off'),
    element('LoginName', userName),
    element('SPA', 'off'),
    element('SSL', 'on'),
    // It says more than the element before, which older versions read.
    element('Encryption', security === 'tls' ? 'SSL' : 'TLS'),
    element('AuthRequired', 'on'),
    ...(type === 'SMTP' ? [element('UsePOPAuth', 'off'), element('SMTPLast', 'off')] : []),
  ]);
}
