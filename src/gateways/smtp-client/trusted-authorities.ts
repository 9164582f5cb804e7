/** The certificates of a site's own authorities, from a file that the settings name. */
import { readFile } from 'node:fs/promises';
import { rootCertificates } from 'node:tls';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';

/** How long the file is taken to be as it was. */
const REREAD_AFTER_MS = 60_000;

/**
 * @param file PEM; null for none.
 * @returns a function that gives all certificates to trust, the same array until the file changes; undefined where
 *   those that come with the program are all. A file that cannot be read is as none, and told to the log.
 */
export function createTrustedAuthorities(
  file: () => string | null,
  clock: Clock,
  log: Logger,
): () => Promise<readonly string[] | undefined> {
  let known: { readonly path: string; readonly pem: string; readonly all: readonly string[] } | null = null;
  let readAtMs = -Infinity;
  return async () => {
    const path = file();
    if (path === null) return undefined;
    const nowMs = clock.monotonicMs();
    if (known?.path !== path || nowMs - readAtMs >= REREAD_AFTER_MS) {
      readAtMs = nowMs;
      const pem = await readFile(path, 'utf8').catch((error: unknown) => {
        log.error({ error, file: path }, 'certificates not read');
        return null;
      });
      if (pem === null) known = null;
      else if (known?.path !== path || known.pem !== pem) known = { path, pem, all: [...rootCertificates, pem] };
    }
    return known?.all;
  };
}
