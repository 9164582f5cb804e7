/**
 * The key that seals TLS session tickets. Kept over a restart, so that clients that come back do not all need a full
 * handshake, and replaced every day, so that its loss opens one day's resumptions.
 */
import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { Clock } from '../../base/clock.ts';
import { readFileIfAny, writePrivateFile } from '../private-file.ts';

/** What TLS needs: a name, a key for authentication and one for encryption, 16 bytes each. */
const KEY_BYTES = 48;
const LIFETIME_MS = 86_400_000;

export interface TicketKey {
  readonly bytes: Uint8Array;
  /** After this it is time to ask for it again. */
  readonly renewAtMs: number;
}

/** Reads the key, and makes another when there is none, or when it is a day old. */
export async function openTicketKey(path: string, clock: Clock): Promise<TicketKey> {
  const nowMs = clock.nowMs();
  const stored = await readFileIfAny(path);
  if (stored?.length === KEY_BYTES) {
    const renewAtMs = (await stat(path)).mtimeMs + LIFETIME_MS;
    // A date in the future, from a clock that was wrong, must not keep a key for ever.
    if (renewAtMs > nowMs && renewAtMs <= nowMs + LIFETIME_MS) return { bytes: stored, renewAtMs };
  }
  const bytes = randomBytes(KEY_BYTES);
  await writePrivateFile(path, bytes);
  return { bytes, renewAtMs: nowMs + LIFETIME_MS };
}
