/** Who may vouch for clients, from a file of the administrator: certificates and lists of revoked ones, both PEM. */
import { X509Certificate } from 'node:crypto';
import { constants, type Stats, unwatchFile, watchFile } from 'node:fs';
import { open } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { Failure } from '../../base/failure.ts';
import type { Logger } from '../../base/log.ts';

/** PEM, one for each. */
export interface ClientAuthorities {
  readonly certificates: readonly string[];
  readonly revocations: readonly string[];
}

/** A revocation list has about 40 bytes for each certificate. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;
const MAX_CERTIFICATES = 100;
/** How often the system is asked whether the file has changed: lists of revoked certificates are replaced all the time. */
const LOOK_EVERY_MS = 60_000;

/** Throws Failure `invalid`: no whole path, no plain file, too large, without a certificate that can be read. */
export async function readClientAuthorities(path: string): Promise<ClientAuthorities> {
  if (!isAbsolute(path)) throw new Failure('invalid', `not a whole path: ${path}`);
  const text = await readPlainFile(path);
  const certificates = blocks(text, 'CERTIFICATE');
  if (certificates.length === 0) throw new Failure('invalid', `no certificate in ${path}`);
  if (certificates.length > MAX_CERTIFICATES) throw new Failure('invalid', `too many certificates in ${path}`);
  if (!certificates.every(isAuthority)) throw new Failure('invalid', `not the certificate of an authority in ${path}`);
  return { certificates, revocations: blocks(text, 'X509 CRL') };
}

export interface FollowOptions {
  readonly path: string;
  /** Throws Failure `invalid` for what cannot be used; then what was used before stays. */
  readonly use: (authorities: ClientAuthorities) => void;
  readonly log: Logger;
  readonly lookEveryMs?: number;
}

/**
 * Reads the file, and reads it again when it changes. What is wrong with it is logged, and what was read before stays in
 * force. Resolves, never rejects, after the first time, with what ends it.
 */
export async function followClientAuthorities({
  path,
  use,
  log,
  lookEveryMs = LOOK_EVERY_MS,
}: FollowOptions): Promise<() => void> {
  let isOver = false;
  const read = async () => {
    try {
      const authorities = await readClientAuthorities(path);
      if (isOver) return;
      use(authorities);
      const { certificates, revocations } = authorities;
      log.info({ path, certificates: certificates.length, revocations: revocations.length }, 'LDAP client authorities');
    } catch (error) {
      log.error({ err: error, path }, 'the authorities of LDAP clients (ldapClientAuthoritiesFile) cannot be used');
    }
  };
  const onChange = (now: Stats, before: Stats) => {
    // Of a file that is not there it is told once, with zeros on both sides: that is no change.
    if (now.ino !== 0 || before.ino !== 0) void read();
  };
  watchFile(path, { interval: lookEveryMs, persistent: false }, onChange);
  await read();
  return () => {
    isOver = true;
    unwatchFile(path, onChange);
  };
}

async function readPlainFile(path: string): Promise<string> {
  try {
    // A pipe would have nothing to read, and keep us waiting for it.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = await file.stat();
    if (!status.isFile()) throw new Failure('invalid', `not a plain file: ${path}`);
    if (status.size > MAX_FILE_BYTES) throw new Failure('invalid', `larger than ${MAX_FILE_BYTES} bytes: ${path}`);
    return await file.readFile('latin1');
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('invalid', `cannot be read: ${path}`, { cause: error });
  }
}

function blocks(text: string, label: string): readonly string[] {
  return text.match(new RegExp(`-----BEGIN ${label}-----[A-Za-z0-9+/=\\s]+-----END ${label}-----`, 'g')) ?? [];
}

function isAuthority(pem: string): boolean {
  try {
    return new X509Certificate(pem).ca;
  } catch {
    return false;
  }
}
