/** Files that set a program up in one go: Apple's profile, signed by this server, and Outlook's. */
import { type LanguageCode, translator } from '../../../locales/index.ts';
import type { Clock } from '../../base/clock.ts';
import { isFailure } from '../../base/failure.ts';
import { toUnicodeDomain } from '../../formats/address/domain-name.ts';
import { APPLE_PROFILE_TYPE, writeAppleProfile } from '../../formats/client-setup/apple-profile.ts';
import type { Mailbox } from '../../formats/client-setup/mail-server.ts';
import { writeOutlookProfile } from '../../formats/client-setup/outlook-profile.ts';
import { type Signer, signData } from '../../formats/client-setup/signed-data.ts';
import type { User } from '../ports/directory.ts';

export const SETUP_FILES = ['apple', 'outlook'] as const;
export type SetupFileKind = (typeof SETUP_FILES)[number];

export interface SetupFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface SetupFiles {
  /** Null where what the program needs is not running. */
  write(kind: SetupFileKind, request: SetupFileRequest): SetupFile | null;
}

export interface SetupFileRequest {
  readonly user: Pick<User, 'profile' | 'userId' | 'domainName'>;
  readonly mailbox: Mailbox;
  readonly language: LanguageCode;
  /** For Apple's alone; without one the device asks. */
  readonly password?: string;
}

export interface SetupFilesDeps {
  readonly hostname: string;
  /** The certificate that the server shows now. */
  readonly signer: () => Signer;
  readonly clock: Clock;
}

export function createSetupFiles({ hostname, signer, clock }: SetupFilesDeps): SetupFiles {
  const sign = (profile: Uint8Array): Uint8Array => {
    try {
      return signData(profile, signer(), clock.nowMs());
    } catch (error) {
      // A key that nobody signs such files with. Without a signature devices take it, and say so.
      if (isFailure(error, 'unsupported')) return profile;
      throw error;
    }
  };
  const apple = ({ user, mailbox, language, password }: SetupFileRequest): Uint8Array | null => {
    const domain = toUnicodeDomain(user.domainName);
    const text = writeAppleProfile({
      mailbox,
      displayName: mailbox.address,
      organisation: domain,
      description: translator(language)('client-setup.profile', { address: mailbox.address, host: hostname }),
      serverName: hostname,
      searchBase: searchBaseOf(user.domainName),
      ...(password === undefined ? {} : { password }),
    });
    return text === null ? null : sign(Buffer.from(text));
  };

  return {
    write(kind, request) {
      const { user, mailbox } = request;
      // No more than what every system takes in the name of a file.
      const name = mailbox.address.replace(/[^A-Za-z0-9.@_-]/g, '_');
      if (kind === 'apple') {
        const bytes = apple(request);
        return bytes && { name: `${name}.mobileconfig`, mediaType: APPLE_PROFILE_TYPE, bytes };
      }
      const text = writeOutlookProfile({ mailbox, displayName: nameOf(user), accountName: mailbox.address });
      // With a mark of its encoding, without which Windows takes it for another one.
      return text === null
        ? null
        : {
            name: `${name}.prf`,
            mediaType: 'application/octet-stream',
            bytes: Buffer.from(`\ufeff${text}`, 'utf16le'),
          };
    },
  };
}

export function nameOf({ profile, userId }: Pick<User, 'profile' | 'userId'>): string {
  return [profile.firstName, profile.lastName].filter((part) => part !== '').join(' ') || userId;
}

/** RFC 2247 */
export function searchBaseOf(domain: string): string {
  return domain
    .split('.')
    .map((label) => `dc=${label}`)
    .join(',');
}
