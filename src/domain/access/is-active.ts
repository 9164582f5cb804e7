import type { User } from '../ports/directory.ts';

/** Whether an account is in use: nobody signs in to one that is switched off or archived, and it takes no mail. */
export function isActive({ isEnabled, archivedAtMs }: Pick<User, 'isEnabled' | 'archivedAtMs'>): boolean {
  return isEnabled && archivedAtMs === null;
}
