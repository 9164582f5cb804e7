/** Where people's programs go, by the names of the listeners. */
import type { MailServer } from '../../formats/client-setup/mail-server.ts';

/** In the order of preference: of each protocol, first what begins with TLS. RFC 8314 section 3 */
export const SETUP_LISTENERS = [
  { listener: 'imaps', protocol: 'imap', security: 'tls' },
  { listener: 'imap', protocol: 'imap', security: 'starttls' },
  { listener: 'pop3s', protocol: 'pop3', security: 'tls' },
  { listener: 'pop3', protocol: 'pop3', security: 'starttls' },
  { listener: 'submissions', protocol: 'submission', security: 'tls' },
  { listener: 'submission', protocol: 'submission', security: 'starttls' },
  { listener: 'ldaps', protocol: 'ldap', security: 'tls' },
  { listener: 'ldap', protocol: 'ldap', security: 'starttls' },
] as const satisfies readonly (Pick<MailServer, 'protocol' | 'security'> & { readonly listener: string })[];

export type SetupListener = (typeof SETUP_LISTENERS)[number]['listener'] | 'https';
