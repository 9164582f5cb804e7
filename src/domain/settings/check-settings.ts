/** What the checker says of settings, as it says it of the store: REQUIREMENTS ST11 */
import type { Finding } from '../ports/store.ts';
import type { Settings } from './settings.ts';

export interface SettingFinding extends Omit<Finding, 'kind'> {
  readonly kind: 'setting-refused';
}

/** Nothing is mended: which value was meant, only an administrator knows. */
export function checkSettings(
  settings: Pick<Settings, 'refused'>,
  { repair }: { readonly repair: boolean },
): SettingFinding[] {
  return [...settings.refused()].map(([name, reason]) => ({
    kind: 'setting-refused',
    subject: `setting ${name}`,
    message: `its default is in force, as the value in the store is refused: ${reason}`,
    outcome: repair ? 'cannot-repair' : 'found',
  }));
}
