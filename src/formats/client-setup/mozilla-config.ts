/**
 * What Thunderbird and many others ask for, https://wiki.mozilla.org/Thunderbird:Autoconfiguration:ConfigFileFormat, now
 * at the IETF as draft-ietf-mailmaint-autoconfig.
 */
import type { MailServer, SetupProtocol } from './mail-server.ts';
import { element, writeXml, type XmlElement } from './write-xml.ts';

export interface MozillaConfig {
  readonly domain: string;
  /** As people know whoever runs the server. */
  readonly displayName: string;
  readonly servers: readonly MailServer[];
}

/** The name that the program fills in: what its user typed. */
const TYPED_ADDRESS = '%EMAILADDRESS%';

const KINDS: Readonly<Partial<Record<SetupProtocol, { readonly element: string; readonly type: string }>>> = {
  imap: { element: 'incomingServer', type: 'imap' },
  pop3: { element: 'incomingServer', type: 'pop3' },
  submission: { element: 'outgoingServer', type: 'smtp' },
};

/** The same for everybody of a domain. */
export function writeMozillaConfig({ domain, displayName, servers }: MozillaConfig): string {
  const provider = element(
    'emailProvider',
    [
      element('domain', domain),
      element('displayName', displayName),
      element('displayShortName', displayName),
      // What is incoming stands before what is outgoing.
      ...servers.flatMap((server) => serverElement(server, 'incomingServer')),
      ...servers.flatMap((server) => serverElement(server, 'outgoingServer')),
    ],
    { id: domain },
  );
  return writeXml(element('clientConfig', [provider], { version: '1.1' }));
}

function serverElement({ protocol, host, port, security }: MailServer, wanted: string): XmlElement[] {
  const kind = KINDS[protocol];
  if (kind?.element !== wanted) return [];
  const content = [
    element('hostname', host),
    element('port', String(port)),
    element('socketType', security === 'tls' ? 'SSL' : 'STARTTLS'),
    // In its words: a password that only TLS protects. What it calls encrypted is CRAM-MD5, which is not offered.
    element('authentication', 'password-cleartext'),
    element('username', TYPED_ADDRESS),
  ];
  return [element(kind.element, content, { type: kind.type })];
}
