/** Whether a sender is one of those from whom a user wants mail in any case. K12 */
import { foldName } from '../../base/name.ts';

/** @param welcome addresses, and domains as `@example.org`, without those below it. */
export function isWelcome(sender: string, welcome: readonly string[]): boolean {
  const at = sender.lastIndexOf('@');
  // The null reverse-path is nobody in particular.
  if (at < 0) return false;
  const address = foldName(sender);
  const domain = foldName(sender.slice(at));
  return welcome.some((entry) => {
    const wanted = foldName(entry.trim());
    return wanted === address || wanted === domain;
  });
}
