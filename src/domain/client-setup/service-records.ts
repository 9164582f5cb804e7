/** Records of the DNS by which programs find the services of a domain: RFC 6186, RFC 8314 section 5.1. */

import type { MailServer } from '../../formats/client-setup/mail-server.ts';
import type { DnsRecord } from '../authentication/domain-dns.ts';
import type { ClientSetup } from './client-setup.ts';

/** What begins with TLS before what does not, reading by IMAP before POP3: the lower number is taken. RFC 6186 section 3.4 */
const SERVICES: readonly (Pick<MailServer, 'protocol' | 'security'> & {
  readonly name: string;
  readonly priority: number;
})[] = [
  { name: '_submissions', protocol: 'submission', security: 'tls', priority: 0 },
  { name: '_submission', protocol: 'submission', security: 'starttls', priority: 10 },
  { name: '_imaps', protocol: 'imap', security: 'tls', priority: 0 },
  { name: '_pop3s', protocol: 'pop3', security: 'tls', priority: 10 },
];
/** Where programs ask that do not look for SRV records. */
const WEB_NAMES = ['autoconfig', 'autodiscover'];
const HTTPS_PORT = 443;

/** All of them optional: mail arrives without them. */
export function serviceRecords(domain: string, setup: Pick<ClientSetup, 'servers' | 'webOrigin'>): DnsRecord[] {
  const general = { purpose: 'service', isOptional: true } as const;
  const srv = (name: string, priority: number, port: number, host: string): DnsRecord => {
    const value = `${priority} 1 ${port} ${host}.`;
    return { ...general, name: `${name}._tcp.${domain}`, type: 'SRV', value };
  };
  const servers = setup.servers();
  const ofMail = SERVICES.flatMap(({ name, protocol, security, priority }) => {
    const server = servers.find((each) => each.protocol === protocol && each.security === security);
    return server === undefined ? [] : [srv(name, priority, server.port, server.host)];
  });
  const origin = setup.webOrigin();
  if (origin === null) return ofMail;
  const { hostname, port } = new URL(origin);
  const own = WEB_NAMES.map((name) => `${name}.${domain}`).filter((name) => name !== hostname);
  return [
    ...ofMail,
    srv('_autodiscover', 0, port === '' ? HTTPS_PORT : Number(port), hostname),
    ...own.map((name): DnsRecord => ({ ...general, name, type: 'CNAME', value: `${hostname}.` })),
  ];
}
