/**
 * A configuration profile for iPhone, iPad and Mac: the payloads `com.apple.mail.managed` and `com.apple.ldap.account` of
 * Apple's "Profile-Specific Payload Keys".
 */
import { createHash } from 'node:crypto';
import { bestServer, type Mailbox, type MailServer } from './mail-server.ts';
import { type PropertyValue, writePropertyList } from './property-list.ts';

/** Registered for `.mobileconfig`. */
export const APPLE_PROFILE_TYPE = 'application/x-apple-aspen-config';
/** The only port that the payload for address books knows: it has no key for another. */
const LDAPS_PORT = 636;

export interface AppleProfile {
  readonly mailbox: Mailbox;
  /** What the device calls the account, and shows as whose the profile is. */
  readonly displayName: string;
  readonly organisation: string;
  /** Shown before it is installed. */
  readonly description: string;
  /** Without one the device asks. */
  readonly password?: string;
  /** Where the address book begins; without one there is none. */
  readonly searchBase?: string;
  /** Of the server: what is installed again from the same one takes the place of what was there. */
  readonly serverName: string;
}

/** The property list, not signed; null where there is no server for incoming or for outgoing mail. */
export function writeAppleProfile(profile: AppleProfile): string | null {
  const { mailbox, displayName, organisation, description, serverName } = profile;
  const mail = mailPayload(profile);
  if (mail === null) return null;
  const ldap = ldapPayload(profile);
  const base = `${serverName.split('.').toReversed().join('.')}.mailroom.${idOf(mailbox.address)}`;
  const identify = (payload: Record<string, PropertyValue>, name: string) => ({
    ...payload,
    PayloadIdentifier: `${base}.${name}`,
    PayloadUUID: uuidOf(`${base}.${name}`),
    PayloadVersion: 1,
  });
  return writePropertyList({
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    PayloadIdentifier: base,
    PayloadUUID: uuidOf(base),
    PayloadDisplayName: displayName,
    PayloadOrganization: organisation,
    PayloadDescription: description,
    PayloadRemovalDisallowed: false,
    PayloadContent: [identify(mail, 'mail'), ...(ldap === null ? [] : [identify(ldap, 'ldap')])],
  });
}

function mailPayload({ mailbox, displayName, password }: AppleProfile): Record<string, PropertyValue> | null {
  const { address, userName, servers } = mailbox;
  const imap = bestServer(servers, 'imap');
  const incoming = imap ?? bestServer(servers, 'pop3');
  const outgoing = bestServer(servers, 'submission');
  if (incoming === null || outgoing === null) return null;
  return {
    PayloadType: 'com.apple.mail.managed',
    PayloadDisplayName: displayName,
    EmailAccountDescription: displayName,
    EmailAccountType: imap === null ? 'EmailTypePOP' : 'EmailTypeIMAP',
    EmailAddress: address,
    ...serverKeys('Incoming', incoming, userName),
    ...serverKeys('Outgoing', outgoing, userName),
    ...(password === undefined ? {} : { IncomingPassword: password }),
    OutgoingPasswordSameAsIncomingPassword: true,
  };
}

function serverKeys(way: 'Incoming' | 'Outgoing', { host, port }: MailServer, userName: string) {
  return {
    [`${way}MailServerAuthentication`]: 'EmailAuthPassword',
    [`${way}MailServerHostName`]: host,
    [`${way}MailServerPortNumber`]: port,
    // Also for STARTTLS, which devices find out by themselves.
    [`${way}MailServerUseSSL`]: true,
    [`${way}MailServerUsername`]: userName,
  };
}

function ldapPayload({ mailbox, displayName, password, searchBase }: AppleProfile) {
  const server = mailbox.servers.find(({ protocol, port }) => protocol === 'ldap' && port === LDAPS_PORT);
  if (server === undefined || searchBase === undefined) return null;
  return {
    PayloadType: 'com.apple.ldap.account',
    PayloadDisplayName: displayName,
    LDAPAccountDescription: displayName,
    LDAPAccountHostName: server.host,
    LDAPAccountUseSSL: true,
    LDAPAccountUserName: mailbox.userName,
    ...(password === undefined ? {} : { LDAPAccountPassword: password }),
    LDAPSearchSettings: [
      {
        LDAPSearchSettingDescription: displayName,
        LDAPSearchSettingScope: 'LDAPSearchSettingScopeSubtree',
        LDAPSearchSettingSearchBase: searchBase,
      },
    ],
  };
}

/** Letters and digits, whatever the address is made of. */
function idOf(address: string): string {
  return createHash('sha256').update(address).digest('hex').slice(0, 32);
}

/** Always the same for the same name, by SHA-256: version 8 of RFC 9562. */
function uuidOf(name: string): string {
  const octets = createHash('sha256').update(name).digest().subarray(0, 16);
  octets.writeUInt8((octets.readUInt8(6) & 0x0f) | 0x80, 6);
  octets.writeUInt8((octets.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = octets.toString('hex').toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
