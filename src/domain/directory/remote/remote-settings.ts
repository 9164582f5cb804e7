/** What somebody says of a remote directory, checked: its address, its kind, and where it keeps what. DI7 */
import { createHash } from 'node:crypto';
import { Failure, isFailure } from '../../../base/failure.ts';
import { NetworkSet, parseNetwork } from '../../../base/network.ts';
import type { SecretBox } from '../../../base/secret-box.ts';
import type { RemoteServer } from '../../ports/remote-directory.ts';
import {
  REMOTE_FIELDS,
  type RemoteDirectorySettings,
  type RemoteField,
  type RemoteKind,
} from '../../settings/remote-directory-schema.ts';
import { checkDomainName, invalid } from '../names.ts';
import { REMOTE_PRESETS } from './presets.ts';

export interface RemoteDirectoryRequest {
  /** `ldaps://HOST[:PORT]`, or `ldap://HOST[:PORT]`, where StartTLS follows. */
  readonly url: string;
  /** Distinguished name below which the people are. */
  readonly base: string;
  readonly kind: RemoteKind;
  /** Null: it is asked without signing in. */
  readonly signIn: { readonly name: string; readonly password: string } | null;
  /** PEM; null: those that come with the program. */
  readonly authorities: string | null;
  /** Of its certificate, SHA-256; null: authorities, names and dates decide. */
  readonly fingerprint: string | null;
  /** RFC 4515; absent: that of the kind. */
  readonly filter?: string;
  /** In place of the attributes of the kind; the empty text for what it does not have. */
  readonly mapping?: Partial<Record<RemoteField, string>>;
  /** `ldap://` without TLS: only to this machine itself. */
  readonly isPlain: boolean;
}

const DEFAULT_PORT = { ldap: 389, ldaps: 636 } as const;
const MAX_PORT = 65_535;
const MAX_TEXT = 1024;
const MAX_FILTER = 4096;
const MAX_PASSWORD = 512;
const MAX_AUTHORITIES = 64 * 1024;
const URL_FORM = /^(ldaps?):\/\/(\[[0-9a-f:.]+\]|[^\s/:?#@[\]]+)(?::(\d{1,5}))?\/?$/i;
const ATTRIBUTE = /^(?:[A-Za-z][A-Za-z0-9-]{0,127}|[0-9]+(?:\.[0-9]+)+)$/;
const FINGERPRINT = /^[0-9A-F]{2}(?::[0-9A-F]{2}){31}$/;
const CONTROLS = /[\u0000-\u001f\u007f]/;
const LOOPBACK = new NetworkSet(['127.0.0.0/8', '::1/128']);
/** Without these nobody could be told from anybody. */
const NEEDED: readonly RemoteField[] = ['remoteId', 'userId', 'mail'];

/** Throws Failure `invalid` (`detail.field`). */
export function checkRemoteRequest(request: RemoteDirectoryRequest, box: SecretBox): RemoteDirectorySettings {
  const { kind, signIn, authorities, isPlain } = request;
  const { host, port, isImplicit } = parseRemoteUrl(request.url);
  if (isPlain && !isImplicit && host !== 'localhost' && !LOOPBACK.has(host)) {
    throw new Failure('invalid', 'passwords do not leave this machine without TLS', {
      detail: { field: 'url', reason: 'remote-without-tls' },
    });
  }
  if (authorities !== null && authorities.length > MAX_AUTHORITIES) throw invalid('authorities', '');
  const settings: Omit<RemoteDirectorySettings, 'sealedPassword'> = {
    host,
    port,
    tls: isImplicit ? 'implicit' : isPlain ? 'none' : 'starttls',
    authorities,
    fingerprint: checkFingerprint(request.fingerprint),
    base: checkText('base', request.base),
    bindName: signIn === null ? null : checkText('bindName', signIn.name),
    kind,
    filter:
      request.filter === undefined ? REMOTE_PRESETS[kind].filter : checkText('filter', request.filter, MAX_FILTER),
    mapping: checkMapping(kind, request.mapping ?? {}),
  };
  return { ...settings, sealedPassword: signIn === null ? null : sealPassword(box, settings, signIn.password) };
}

/** As it is shown: without path, and with the port only where it is not the usual one. */
export function remoteUrl({ host, port, tls }: Pick<RemoteDirectorySettings, 'host' | 'port' | 'tls'>): string {
  const scheme = tls === 'implicit' ? 'ldaps' : 'ldap';
  const name = host.includes(':') ? `[${host}]` : host;
  return port === DEFAULT_PORT[scheme] ? `${scheme}://${name}` : `${scheme}://${name}:${port}`;
}

/** Throws Failure `unavailable` where the password does not open. */
export function remoteServer(settings: RemoteDirectorySettings, box: SecretBox): RemoteServer {
  const { host, port, tls, authorities, fingerprint, bindName, sealedPassword } = settings;
  const open = (sealed: string) =>
    Buffer.from(box.open(purposeOf(settings), Buffer.from(sealed, 'base64'))).toString('utf8');
  const signIn =
    bindName === null || sealedPassword === null ? null : { name: bindName, password: open(sealedPassword) };
  return { host, port, tls, authorities, fingerprint, signIn };
}

function parseRemoteUrl(url: string) {
  const [, scheme = '', name = '', digits] = URL_FORM.exec(url.trim()) ?? [];
  if (scheme === '') throw invalid('url', url);
  const isImplicit = scheme.toLowerCase() === 'ldaps';
  const port = digits === undefined ? DEFAULT_PORT[isImplicit ? 'ldaps' : 'ldap'] : Number(digits);
  if (port < 1 || port > MAX_PORT) throw invalid('url', url);
  return { host: checkHost(url, name.replace(/^\[|\]$/g, '').toLowerCase()), port, isImplicit };
}

function checkHost(url: string, host: string): string {
  if (host === 'localhost' || parseNetwork(host) !== null) return host;
  try {
    return checkDomainName(host);
  } catch (error) {
    throw isFailure(error, 'invalid') ? invalid('url', url) : error;
  }
}

function checkFingerprint(text: string | null): string | null {
  if (text === null) return null;
  const upper = text
    .trim()
    .toUpperCase()
    .replace(/^SHA256:/, '');
  const pairs = upper.includes(':') ? upper : upper.replace(/(..)(?!$)/g, '$1:');
  if (!FINGERPRINT.test(pairs)) throw invalid('fingerprint', text);
  return pairs;
}

function checkText(field: string, text: string, max = MAX_TEXT): string {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > max || CONTROLS.test(trimmed)) throw invalid(field, text);
  return trimmed;
}

function checkMapping(
  kind: RemoteKind,
  chosen: Partial<Record<RemoteField, string>>,
): RemoteDirectorySettings['mapping'] {
  const mapping = { ...REMOTE_PRESETS[kind].mapping };
  for (const field of REMOTE_FIELDS) {
    const attribute = chosen[field]?.trim();
    if (attribute === undefined) continue;
    const isGood = attribute === '' ? !NEEDED.includes(field) : ATTRIBUTE.test(attribute);
    if (!isGood) throw invalid('mapping', `${field}=${attribute}`);
    mapping[field] = attribute;
  }
  return mapping;
}

function sealPassword(
  box: SecretBox,
  settings: Omit<RemoteDirectorySettings, 'sealedPassword'>,
  password: string,
): string {
  // With an empty one the server would take us for nobody, and say that all is well. RFC 4513 section 5.1.2
  if (password === '' || password.length > MAX_PASSWORD) throw invalid('bindPassword', '');
  return Buffer.from(box.seal(purposeOf(settings), Buffer.from(password))).toString('base64');
}

/** Bound to the server and to who vouches for it: whoever can write to the store alone cannot have it sent elsewhere. */
function purposeOf(settings: Omit<RemoteDirectorySettings, 'sealedPassword'>): string {
  const { host, port, tls, authorities, fingerprint, bindName } = settings;
  const text = JSON.stringify([host, port, tls, authorities, fingerprint, bindName]);
  return `remote directory ${createHash('sha256').update(text).digest('hex')}`;
}
