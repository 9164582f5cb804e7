/**
 * Passwords at rest: argon2id in the PHC string format; for accounts that were imported by the thousand a sealed form that
 * lasts until the hash has been computed in the background (docs/decisions/0002-imported-passwords.md); and for those that
 * came from elsewhere with their hash, that hash until the first sign-in.
 */
import { type Argon2Parameters, argon2, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { createGate, type Gate } from '../../base/gate.ts';
import type { SecretBox } from '../../base/secret-box.ts';
import type { ImportedHashes } from '../ports/imported-hashes.ts';
import type { ScramKeys } from './principal.ts';
import { deriveScramKeys } from './scram-keys.ts';

const argon2Async = promisify(argon2);

/** OWASP's second choice: 19 MiB, two passes, one lane; 30 ms here. */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const SALT_BYTES = 16;
const TAG_BYTES = 32;

/**
 * Two at a time: sixteen at once in the shared thread pool held the store's flushes up for 345 ms, two not at all.
 * Who waits behind two hundred others would wait for over three seconds, and is told to come back.
 */
const AT_ONCE = 2;
const MAX_WAITING = 200;

const SEALED = '$sealed$';
/** Of a generated password: salt and digest, base64. */
const GENERATED = /^\$generated\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;
const SEAL_PURPOSE = 'password';
const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,88})\$([A-Za-z0-9+/]{16,88})$/;

export interface PasswordHasher {
  /** Computes the verifier of a password. Throws Failure `unavailable` when too many wait. */
  hash(password: string): Promise<string>;
  /**
   * The verifier of a password that this server has made, with so much chance in it that nobody guesses it: one digest is
   * enough, and an account may have many of them without making anybody wait. Blanks, dashes and case do not count.
   */
  hashGenerated(password: string): string;
  /** Whether a verification takes the time that guessing is to take: whatever came from elsewhere takes its own. */
  isSlow(verifier: string): boolean;
  /** The verifier of a password that is hashed later: costs nothing now, and is sealed until then. */
  defer(password: string): string;
  isDeferred(verifier: string): boolean;
  /** The password of a deferred verifier. */
  deferred(verifier: string): string;
  /** A hash that was made elsewhere: to be replaced as soon as the password is known. */
  isImported(verifier: string): boolean;
  /** Whether a password fits. A verifier of an unknown form never does. Throws Failure `unavailable`. */
  verify(verifier: string, password: string): Promise<boolean>;
  /** Computes SCRAM keys, which takes as long as a hash and waits with them. Throws Failure `unavailable`. */
  scramKeys(password: string, salt?: Uint8Array): Promise<ScramKeys>;
  /** Takes the time of one verification that fails. */
  waste(password: string): Promise<void>;
}

export interface PasswordHasherDeps {
  readonly box: SecretBox;
  readonly importedHashes: Pick<ImportedHashes, 'verify'>;
  readonly gate?: Gate;
}

export function createPasswordHasher(deps: PasswordHasherDeps): PasswordHasher {
  const { box, importedHashes, gate = createGate(AT_ONCE, MAX_WAITING) } = deps;
  const derive = (parameters: Argon2Parameters) => gate.run(() => argon2Async('argon2id', parameters));
  const parametersFor = (password: string, nonce: Uint8Array): Argon2Parameters => ({
    message: Buffer.from(password, 'utf8'),
    nonce,
    parallelism: 1,
    tagLength: TAG_BYTES,
    memory: MEMORY_KIB,
    passes: PASSES,
  });
  const deferred = (verifier: string) =>
    Buffer.from(box.open(SEAL_PURPOSE, Buffer.from(verifier.slice(SEALED.length), 'base64'))).toString('utf8');

  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      const tag = await derive(parametersFor(password, salt));
      return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=1$${base64(salt)}$${base64(tag)}`;
    },
    hashGenerated(password) {
      const salt = randomBytes(SALT_BYTES);
      return `$generated$${base64(salt)}$${base64(digestOf(salt, password))}`;
    },
    isSlow: (verifier) => PHC.test(verifier),
    defer: (password) => SEALED + Buffer.from(box.seal(SEAL_PURPOSE, Buffer.from(password))).toString('base64'),
    isDeferred: (verifier) => verifier.startsWith(SEALED),
    deferred,
    isImported: (verifier) => !verifier.startsWith(SEALED) && !PHC.test(verifier) && !GENERATED.test(verifier),
    async verify(verifier, password) {
      if (verifier.startsWith(SEALED)) return equal(Buffer.from(deferred(verifier)), Buffer.from(password));
      const [, ownSalt, digest] = GENERATED.exec(verifier) ?? [];
      if (ownSalt !== undefined && digest !== undefined) {
        return equal(digestOf(Buffer.from(ownSalt, 'base64'), password), Buffer.from(digest, 'base64'));
      }
      const match = PHC.exec(verifier);
      if (match === null) return importedHashes.verify(verifier, Buffer.from(password));
      const [, memory, passes, parallelism, salt = '', tag = ''] = match;
      const expected = Buffer.from(tag, 'base64');
      const actual = await derive({
        ...parametersFor(password, Buffer.from(salt, 'base64')),
        tagLength: expected.length,
        memory: Number(memory),
        passes: Number(passes),
        parallelism: Number(parallelism),
      });
      return equal(actual, expected);
    },
    scramKeys: (password, salt) => gate.run(() => deriveScramKeys(password, salt)),
    async waste(password) {
      await derive(parametersFor(password, Buffer.alloc(SALT_BYTES)));
    },
  };
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function digestOf(salt: Uint8Array, password: string): Uint8Array {
  return createHmac('sha256', salt).update(password.toLowerCase().replace(/[\s-]/g, '')).digest();
}

/** PHC strings use base64 without padding. */
function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}
