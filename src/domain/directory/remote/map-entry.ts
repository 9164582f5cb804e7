/** From an entry of the remote directory to a person, as the mapping says. */
import { printable } from '../../../base/printable.ts';
import type { Profile } from '../../ports/directory.ts';
import type { RemoteEntry } from '../../ports/remote-directory.ts';
import type { RemoteDirectorySettings, RemoteField } from '../../settings/remote-directory-schema.ts';
import { EMPTY_PROFILE } from '../names.ts';
import { readRemoteId } from './remote-id.ts';

export interface RemotePerson {
  readonly remoteId: string;
  /** Distinguished name at this moment. */
  readonly name: string;
  /** In the order of the remote directory; an entry may have several. */
  readonly userIds: readonly string[];
  readonly mails: readonly string[];
  readonly isEnabled: boolean;
  /** The fields that the remote directory keeps; empty where it says nothing of this person. */
  readonly profile: Partial<Profile>;
  /** When it was last changed there, as it writes it; the empty text where it does not say. */
  readonly changed: string;
}

/** Why an entry is no person whom this server can take. */
export type NoPerson = 'no-id' | 'no-user-id' | 'no-mail';
export type MappedEntry =
  | { readonly person: RemotePerson }
  | {
      readonly person: null;
      readonly name: string;
      readonly reason: NoPerson;
      /** Null where it has none that can be read. */
      readonly remoteId: string | null;
    };

type Mapped = Pick<RemoteDirectorySettings, 'kind' | 'mapping'>;

const PROFILE_FIELDS = Object.keys(EMPTY_PROFILE) as (keyof Profile)[];
const MAX_FIELD_LENGTH = 256;
/** User IDs or addresses of one entry that are looked at. */
const MAX_VALUES = 50;
/** ADS_UF_ACCOUNTDISABLE */
const ACCOUNT_DISABLED = 0x2;
/** What slapo-ppolicy writes for an account that an administrator has locked; any other time passes. */
const LOCKED_FOR_GOOD = '000001010000Z';

/** The attributes that have to be asked for. */
export function attributesOf({ mapping }: Pick<Mapped, 'mapping'>): readonly string[] {
  return [...new Set(Object.values(mapping).filter((attribute) => attribute !== ''))];
}

/** Which of the fields of a person the remote directory keeps, so that they are not changed here. */
export function keptFields({ mapping }: Pick<Mapped, 'mapping'>): readonly (keyof Profile)[] {
  return PROFILE_FIELDS.filter((field) => mapping[field] !== '');
}

export function mapEntry(settings: Mapped, { name, attributes }: RemoteEntry): MappedEntry {
  const { kind, mapping } = settings;
  const octets = (field: RemoteField) => attributes.get(mapping[field].toLowerCase()) ?? [];
  const texts = (field: RemoteField) => octets(field).slice(0, MAX_VALUES).flatMap(readText);
  const [id] = octets('remoteId');
  const remoteId = id === undefined ? null : readRemoteId(kind, id);
  const userIds = texts('userId');
  const mails = texts('mail');
  if (remoteId === null) return { person: null, name, remoteId, reason: 'no-id' };
  if (userIds.length === 0) return { person: null, name, remoteId, reason: 'no-user-id' };
  if (mails.length === 0) return { person: null, name, remoteId, reason: 'no-mail' };
  const profile = Object.fromEntries(
    keptFields(settings).map((field) => [field, (texts(field)[0] ?? '').slice(0, MAX_FIELD_LENGTH)]),
  );
  const isEnabled = !texts('disabled').some((value) => DISABLED[kind](value));
  return { person: { remoteId, name, userIds, mails, isEnabled, profile, changed: texts('changed')[0] ?? '' } };
}

const DISABLED: Readonly<Record<Mapped['kind'], (value: string) => boolean>> = {
  openldap: (value) => value === LOCKED_FOR_GOOD,
  '389ds': (value) => value.toLowerCase() === 'true',
  'active-directory': (value) => (Number(value) & ACCOUNT_DISABLED) !== 0,
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Nothing for what is no text, or an empty one. */
function readText(value: Uint8Array): readonly string[] {
  try {
    const text = printable(utf8.decode(value))
      .replace(/\ufffd+/g, ' ')
      .trim()
      .normalize('NFC');
    return text === '' ? [] : [text];
  } catch {
    return [];
  }
}
