/** What a remote directory is connected by, as the form has it and as the API takes it. DI7 */
import type { RemoteDirectoryView } from '../../../src/wire/admin/remote-schemas.ts';
import type { Input } from '../../shared/api/call.ts';

export type RemoteKind = NonNullable<RemoteDirectoryView['kind']>;
export type RemoteMapping = NonNullable<RemoteDirectoryView['mapping']>;
export type RemoteField = keyof RemoteMapping;
export type ConnectBody = NonNullable<Input<'directory.connect'>['body']>;

export const KIND_NAMES: Readonly<Record<RemoteKind, string>> = {
  openldap: 'OpenLDAP',
  '389ds': '389 Directory Server',
  'active-directory': 'Active Directory',
};

export const OWN_FIELDS = ['remoteId', 'userId', 'mail', 'disabled', 'changed'] as const satisfies RemoteField[];
export const PERSON_FIELDS = [
  'firstName',
  'lastName',
  'title',
  'office',
  'workPhone',
  'mobilePhone',
  'homePhone',
  'pager',
  'fax',
  'alternateMail',
] as const satisfies RemoteField[];

export interface ConnectValues {
  readonly url: string;
  readonly base: string;
  readonly kind: RemoteKind;
  readonly bindName: string;
  readonly bindPassword: string;
  readonly authorities: string;
  readonly fingerprint: string;
  readonly filter: string;
  /** Attributes by field; what is empty is as the kind has it. */
  readonly mapping: Readonly<Partial<Record<RemoteField, string>>>;
  readonly isPlain: boolean;
  readonly sampleLogin: string;
  readonly samplePassword: string;
  readonly createsDomains: boolean;
}

export const EMPTY_VALUES: ConnectValues = {
  url: 'ldaps://',
  base: '',
  kind: 'openldap',
  bindName: '',
  bindPassword: '',
  authorities: '',
  fingerprint: '',
  filter: '',
  mapping: {},
  isPlain: false,
  sampleLogin: '',
  samplePassword: '',
  createsDomains: false,
};

export function connectBody(values: ConnectValues, isDryRun: boolean): ConnectBody {
  const { url, base, kind, bindName, bindPassword, isPlain, sampleLogin, samplePassword, createsDomains } = values;
  const mapping = Object.fromEntries(Object.entries(values.mapping).filter(([, attribute]) => attribute.trim() !== ''));
  return {
    ...{ url: url.trim(), base: base.trim(), kind, isPlain, createsDomains, isDryRun },
    ...(bindName.trim() === '' ? {} : { bindName: bindName.trim(), bindPassword }),
    ...(values.authorities.trim() === '' ? {} : { authorities: values.authorities }),
    ...(values.fingerprint.trim() === '' ? {} : { fingerprint: values.fingerprint.trim() }),
    ...(values.filter.trim() === '' ? {} : { filter: values.filter.trim() }),
    ...(Object.keys(mapping).length === 0 ? {} : { mapping }),
    ...(sampleLogin.trim() === '' ? {} : { sample: { login: sampleLogin.trim(), password: samplePassword } }),
  };
}
