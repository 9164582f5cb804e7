/**
 * The hashes of userPassword in a directory: `{SHA}`, `{SSHA}`, `{MD5}`, `{SMD5}`, and the same with SHA-2. A digest of
 * password and salt, then the salt, in base64. RFC 2307 section 5.3, RFC 3112, OpenLDAP's slappasswd(8) and slapd-pw-sha2(5)
 */
import { hash as digest } from 'node:crypto';
import { isEqualOctets } from '../../base/equal-octets.ts';
import type { ReadCryptHash } from './crypt-hash.ts';

const FORM = /^\{(S?)(MD5|SHA|SHA256|SHA384|SHA512)\}([A-Za-z0-9+/]{22,170}={0,2})$/i;
const ALGORITHMS: Readonly<Record<string, { readonly algorithm: string; readonly bytes: number } | undefined>> = {
  MD5: { algorithm: 'md5', bytes: 16 },
  SHA: { algorithm: 'sha1', bytes: 20 },
  SHA256: { algorithm: 'sha256', bytes: 32 },
  SHA384: { algorithm: 'sha384', bytes: 48 },
  SHA512: { algorithm: 'sha512', bytes: 64 },
};

export const readDigestHash: ReadCryptHash = (hash) => {
  const match = FORM.exec(hash);
  if (match === null) return null;
  const [, salted = '', name = '', text = ''] = match;
  const kind = ALGORITHMS[name.toUpperCase()];
  if (kind === undefined) return null;
  const octets = Buffer.from(text, 'base64');
  const expected = octets.subarray(0, kind.bytes);
  const salt = octets.subarray(kind.bytes);
  const isSalted = salted !== '';
  if (expected.length !== kind.bytes || isSalted !== salt.length > 0) return null;
  return {
    scheme: isSalted ? 'salted-digest' : 'digest',
    strength: 'weak',
    matches: (password) => isEqualOctets(digest(kind.algorithm, Buffer.concat([password, salt]), 'buffer'), expected),
  };
};
