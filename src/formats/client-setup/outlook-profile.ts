/**
 * A profile file (PRF) for Outlook on Windows: `outlook.exe /importprf FILE`. It has values, and behind them a table of
 * which property each of them is, which Outlook wants to find in the same file.
 */
import { bestServer, type Mailbox } from './mail-server.ts';

export interface OutlookProfile {
  readonly mailbox: Mailbox;
  readonly displayName: string;
  /** What the account is called. */
  readonly accountName: string;
}

/** Text with CRLF; null where there is no server that begins with TLS for incoming mail, or none for outgoing mail. */
export function writeOutlookProfile({ mailbox, displayName, accountName }: OutlookProfile): string | null {
  const { address, userName } = mailbox;
  // Its only value for security is "begins with TLS".
  const servers = mailbox.servers.filter(({ security, protocol }) => security === 'tls' || protocol === 'submission');
  const imap = bestServer(servers, 'imap');
  const incoming = imap ?? bestServer(servers, 'pop3');
  const outgoing = bestServer(servers, 'submission');
  if (incoming === null || outgoing === null) return null;
  const [kind, prefix] = imap === null ? ['I_Mail', 'POP3'] : ['IMAP_I_Mail', 'IMAP'];
  return sections([
    [
      'General',
      [
        ['Custom', '1'],
        ['ProfileName', accountName],
        ['DefaultProfile', 'Yes'],
        // What is there already stays.
        ['OverwriteProfile', 'Append'],
        ['ModifyDefaultProfileIfPresent', 'TRUE'],
      ],
    ],
    ['Internet Account List', [['Account1', kind]]],
    [
      'Account1',
      [
        ['UniqueService', 'No'],
        ['AccountName', accountName],
        ['DisplayName', displayName],
        ['EmailAddress', address],
        [`${prefix}Server`, incoming.host],
        [`${prefix}UserName`, userName],
        [`${prefix}UseSPA`, '0'],
        [`${prefix}Port`, String(incoming.port)],
        [`${prefix}UseSSL`, '1'],
        ['SMTPServer', outgoing.host],
        ['SMTPUseAuth', '1'],
        // As for incoming mail.
        ['SMTPAuthMethod', '0'],
        ['SMTPUseSPA', '0'],
        ['SMTPPort', String(outgoing.port)],
        ['SMTPSecureConnection', outgoing.security === 'tls' ? '1' : '2'],
        ['ConnectionType', '0'],
      ],
    ],
    [kind, [['AccountType', prefix], ...propertiesOf(prefix)]],
  ]);
}

/** Which property of the account each value is: the numbers are Outlook's. */
function propertiesOf(prefix: string): [string, string][] {
  return [
    ['AccountName', 'PT_UNICODE,0x0002'],
    ['DisplayName', 'PT_UNICODE,0x000B'],
    ['EmailAddress', 'PT_UNICODE,0x000C'],
    [`${prefix}Server`, 'PT_UNICODE,0x0100'],
    [`${prefix}UserName`, 'PT_UNICODE,0x0101'],
    [`${prefix}UseSPA`, 'PT_LONG,0x0108'],
    [`${prefix}Port`, 'PT_LONG,0x0104'],
    [`${prefix}UseSSL`, 'PT_LONG,0x0105'],
    ['SMTPServer', 'PT_UNICODE,0x0200'],
    ['SMTPUseAuth', 'PT_LONG,0x0203'],
    ['SMTPAuthMethod', 'PT_LONG,0x0208'],
    ['SMTPUseSPA', 'PT_LONG,0x0207'],
    ['SMTPPort', 'PT_LONG,0x0201'],
    ['SMTPSecureConnection', 'PT_LONG,0x020A'],
    ['ConnectionType', 'PT_LONG,0x000F'],
  ];
}

function sections(all: readonly (readonly [string, readonly (readonly [string, string])[]])[]): string {
  const written = all.map(([name, values]) => {
    const lines = values.map(([key, value]) => `${key}=${oneLine(value)}\r\n`);
    return `[${name}]\r\n${lines.join('')}`;
  });
  return written.join('\r\n');
}

/** A value ends with its line. */
function oneLine(value: string): string {
  return value.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim();
}
