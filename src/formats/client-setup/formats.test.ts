import { describe, expect, test } from 'vitest';
import { writeAppleProfile } from './apple-profile.ts';
import { readAutodiscoverRequest, writeAutodiscover, writeAutodiscoverFault } from './autodiscover.ts';
import type { Mailbox, MailServer } from './mail-server.ts';
import { writeMozillaConfig } from './mozilla-config.ts';
import { writeOutlookProfile } from './outlook-profile.ts';
import { readXml, textAt } from './read-xml.ts';

const SERVERS: readonly MailServer[] = [
  { protocol: 'imap', host: 'mail.example.org', port: 993, security: 'tls' },
  { protocol: 'imap', host: 'mail.example.org', port: 143, security: 'starttls' },
  { protocol: 'submission', host: 'mail.example.org', port: 587, security: 'starttls' },
  { protocol: 'ldap', host: 'mail.example.org', port: 636, security: 'tls' },
];
const MAILBOX: Mailbox = { address: 'alice@example.org', userName: 'alice@example.org', servers: SERVERS };
const HOSTILE = '"><script>alert(1)</script>&\r\n[x]\u0000';

test('Mozilla: each server once, the best first, none for address books', () => {
  expect(
    writeMozillaConfig({ domain: 'example.org', displayName: 'example.org', servers: SERVERS }),
  ).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1">
  <emailProvider id="example.org">
    <domain>example.org</domain>
    <displayName>example.org</displayName>
    <displayShortName>example.org</displayShortName>
    <incomingServer type="imap">
      <hostname>mail.example.org</hostname>
      <port>993</port>
      <socketType>SSL</socketType>
      <authentication>password-cleartext</authentication>
      <username>%EMAILADDRESS%</username>
    </incomingServer>
    <incomingServer type="imap">
      <hostname>mail.example.org</hostname>
      <port>143</port>
      <socketType>STARTTLS</socketType>
      <authentication>password-cleartext</authentication>
      <username>%EMAILADDRESS%</username>
    </incomingServer>
    <outgoingServer type="smtp">
      <hostname>mail.example.org</hostname>
      <port>587</port>
      <socketType>STARTTLS</socketType>
      <authentication>password-cleartext</authentication>
      <username>%EMAILADDRESS%</username>
    </outgoingServer>
  </emailProvider>
</clientConfig>
`);
});

describe('Autodiscover', () => {
  const request = (schema: string) => `<?xml version="1.0"?><Autodiscover xmlns="urn:r"><Request>
    <EMailAddress>alice@example.org</EMailAddress>${schema}</Request></Autodiscover>`;
  const accept = (version: string) =>
    `<AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/${version}</AcceptableResponseSchema>`;
  test.each([
    ['', true],
    [accept('outlook/responseschema/2006a'), true],
    [accept('mobilesync/responseschema/2006'), false],
  ])('a request with %j', (schema, takesOutlook) => {
    const read = readAutodiscoverRequest(Buffer.from(request(schema)));
    expect(read).toEqual({ address: 'alice@example.org', takesOutlook });
  });

  test('a request that names nobody', () => {
    expect(readAutodiscoverRequest(Buffer.from('<a/>')).address).toBeNull();
    expect(readAutodiscoverRequest(Buffer.from('<Autodiscover/>')).address).toBeNull();
  });

  test('one server for each protocol', () => {
    const root = readXml(Buffer.from(writeAutodiscover(MAILBOX)));
    const account = root.children[0]?.children.find(({ name }) => name === 'Account');
    expect(textAt(root, 'Response', 'Account', 'Action')).toBe('settings');
    const protocols = account?.children.filter(({ name }) => name === 'Protocol') ?? [];
    const shown = protocols.map((one) =>
      ['Type', 'Server', 'Port', 'LoginName', 'SSL', 'Encryption', 'SPA'].map((name) => textAt(one, name)),
    );
    expect(shown).toEqual([
      ['IMAP', 'mail.example.org', '993', 'alice@example.org', 'on', 'SSL', 'off'],
      ['SMTP', 'mail.example.org', '587', 'alice@example.org', 'on', 'TLS', 'off'],
    ]);
  });

  test('a refusal', () => {
    const text = writeAutodiscoverFault('invalid-request', Date.UTC(2026, 0, 2, 3, 4, 5, 6));
    expect(textAt(readXml(Buffer.from(text)), 'Response', 'Error', 'ErrorCode')).toBe('600');
    expect(text).toContain('Time="03:04:05.006"');
  });
});

describe('Outlook’s file', () => {
  const written =
    writeOutlookProfile({ mailbox: MAILBOX, displayName: HOSTILE, accountName: 'alice@example.org' }) ?? '';
  test('says what each value is', () => {
    expect(written).toContain('[Internet Account List]\r\nAccount1=IMAP_I_Mail\r\n');
    expect(written).toContain('IMAPPort=993\r\nIMAPUseSSL=1\r\n');
    expect(written).toContain('SMTPPort=587\r\nSMTPSecureConnection=2\r\n');
    const [, values = ''] = /\[Account1\]\r\n(.*?)\r\n\r\n/s.exec(written) ?? [];
    const keys = [...values.matchAll(/^(\w+)=/gm)].map(([, key]) => key).filter((key) => key !== 'UniqueService');
    const [, types = ''] = /\[IMAP_I_Mail\]\r\n(.*)$/s.exec(written) ?? [];
    for (const key of keys) expect(types).toMatch(new RegExp(`^${key}=PT_`, 'm'));
  });
  test('a value stays on its line', () => {
    expect(written).toContain('DisplayName="><script>alert(1)</script>& [x]\r\n');
    expect(written.split('\r\n').filter((line) => line.startsWith('['))).toHaveLength(4);
  });
  test('there is none without a server that begins with TLS', () => {
    const servers = SERVERS.filter(({ security }) => security === 'starttls');
    expect(writeOutlookProfile({ mailbox: { ...MAILBOX, servers }, displayName: '', accountName: '' })).toBeNull();
  });
});

describe('Apple’s profile', () => {
  const profile = {
    mailbox: MAILBOX,
    displayName: 'example.org',
    organisation: 'example.org',
    description: HOSTILE,
    serverName: 'mail.example.org',
  };
  test('what is made again has the same identity, another address another one', () => {
    const uuids = (text: string | null) =>
      [...(text ?? '').matchAll(/<string>([0-9A-F-]{36})<\/string>/g)].map(([, id]) => id);
    const first = uuids(writeAppleProfile(profile));
    expect(first).toHaveLength(2);
    expect(new Set(first).size).toBe(2);
    expect(uuids(writeAppleProfile({ ...profile, password: 'x' }))).toEqual(first);
    const other = uuids(writeAppleProfile({ ...profile, mailbox: { ...MAILBOX, address: 'bob@example.org' } }));
    expect(other.some((id) => first.includes(id))).toBe(false);
  });
  test('a hostile text is nothing but text', () => {
    expect(writeAppleProfile(profile)).toContain(
      '&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;&#38;&#13;\n[x]\ufffd',
    );
  });
  test('an address book only at its usual port', () => {
    expect(writeAppleProfile({ ...profile, searchBase: 'dc=example,dc=org' })).toContain('com.apple.ldap.account');
    const servers = SERVERS.map((server) => (server.protocol === 'ldap' ? { ...server, port: 2636 } : server));
    const moved = writeAppleProfile({ ...profile, mailbox: { ...MAILBOX, servers }, searchBase: 'dc=example,dc=org' });
    expect(moved).not.toContain('com.apple.ldap.account');
  });
  test('there is none where mail cannot be sent', () => {
    const servers = SERVERS.filter(({ protocol }) => protocol !== 'submission');
    expect(writeAppleProfile({ ...profile, mailbox: { ...MAILBOX, servers } })).toBeNull();
  });
});
