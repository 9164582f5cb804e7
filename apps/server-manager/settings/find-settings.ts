/** Settings that are looked for: each word stands somewhere in the name, the description or the value. */
import type { SettingView } from '../../../src/wire/admin/schemas.ts';

/** @param describe the texts in which is looked, in the language of whoever looks. */
export function findSettings(
  settings: readonly SettingView[],
  query: string,
  describe: (setting: SettingView) => string,
): readonly SettingView[] {
  const words = fold(query)
    .split(/\s+/)
    .filter((word) => word !== '');
  return settings.filter((setting) => {
    const text = fold(`${setting.name} ${describe(setting)}`);
    return words.every((word) => text.includes(word));
  });
}

/** `é` is found by `e`. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
