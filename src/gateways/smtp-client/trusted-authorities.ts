/** The certificates of a site's own authorities, from a file that the settings name. */
import { X509Certificate } from 'node:crypto';
import { constants, unwatchFile, watchFile } from 'node:fs';
import { open } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { rootCertificates } from 'node:tls';
import { Failure } from '../../base/failure.ts';
import type { Logger } from '../../base/log.ts';

/** More than the certificates of all authorities that anybody trusts. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;
/** How often the system is asked whether the file has changed: its folder does not tell where it is a link. */
const LOOK_EVERY_MS = 60_000;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

export class TrustedAuthorities implements Disposable {
  readonly #log: Logger;
  readonly #lookEveryMs: number;
  #path: string | null = null;
  #certificates: readonly string[] | undefined;

  constructor(log: Logger, lookEveryMs = LOOK_EVERY_MS) {
    this.#log = log;
    this.#lookEveryMs = lookEveryMs;
  }

  /** All to trust, PEM, the same array until the file changes; undefined where those that come with the program are all. */
  get certificates(): readonly string[] | undefined {
    return this.#certificates;
  }

  /**
   * Reads the file, and reads it again when it changes. One that cannot be read is told to the log, once, and what was
   * last read from it stays in force. Never rejects.
   *
   * @param path null for none.
   */
  async follow(path: string | null): Promise<void> {
    if (path === this.#path) return;
    this.#stopLooking();
    this.#path = path;
    this.#certificates = undefined;
    if (path === null) return;
    watchFile(path, { interval: this.#lookEveryMs, persistent: false }, this.#reload);
    await this.#read(path);
  }

  [Symbol.dispose](): void {
    this.#stopLooking();
  }

  readonly #reload = (): void => {
    if (this.#path !== null) void this.#read(this.#path);
  };

  async #read(path: string): Promise<void> {
    try {
      const own = await readAuthorities(path);
      if (path !== this.#path) return;
      this.#certificates = [...rootCertificates, ...own];
      this.#log.info({ path, certificates: own.length }, 'certificates of authorities loaded');
    } catch (error) {
      this.#log.error({ err: error, path }, 'the certificates of authorities (outgoingAuthoritiesFile) cannot be used');
    }
  }

  #stopLooking(): void {
    if (this.#path !== null) unwatchFile(this.#path, this.#reload);
  }
}

/** PEM, one for each. Throws Failure `invalid`: no such file, one that is no plain file, or without certificates. */
export async function readAuthorities(path: string): Promise<readonly string[]> {
  // From where a program was started is nobody's concern.
  if (!isAbsolute(path)) throw new Failure('invalid', `not a whole path: ${path}`);
  try {
    // A pipe would have nothing to read, and keep us waiting for it.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = await file.stat();
    if (!status.isFile()) throw new Failure('invalid', `not a plain file: ${path}`);
    const { size } = status;
    if (size > MAX_FILE_BYTES) throw new Failure('invalid', `larger than ${MAX_FILE_BYTES} bytes: ${path}`);
    const found = (await file.readFile('latin1')).match(CERTIFICATE) ?? [];
    if (found.length === 0) throw new Failure('invalid', `no certificate in ${path}`);
    // Read and written again: one that is none does not get through.
    return found.map((pem) => new X509Certificate(pem).toString().trim());
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('invalid', `no certificates from ${path}`, { cause: error });
  }
}
