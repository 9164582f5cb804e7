import type { Credential } from '../../ports/directory.ts';
import type { Settings } from '../../settings/settings.ts';

/**
 * Until when a password that the remote directory took last is good without asking there: its use is noted only where it
 * was taken. Milliseconds since the epoch.
 */
export function confirmedUntilMs(
  { createdAtMs, lastUsedAtMs }: Pick<Credential, 'createdAtMs' | 'lastUsedAtMs'>,
  settings: Pick<Settings, 'get'>,
): number {
  return Math.max(createdAtMs, lastUsedAtMs ?? 0) + settings.get('remoteDirectoryPasswordMs');
}
