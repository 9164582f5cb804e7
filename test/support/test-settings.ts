/** Settings without a store: the defaults, with what a test sets. */
import type { SettingValues } from '../../src/domain/settings/catalogue.ts';
import { defaultValues, type Settings } from '../../src/domain/settings/settings.ts';

export function testSettings(values: Partial<SettingValues> = {}): Settings {
  const all = { ...defaultValues(), ...values };
  return {
    get: (name) => all[name],
    isSet: (name) => name in values,
    refused: () => new Map(),
    set: () => Promise.reject(new Error('not in this test')),
    setAs: () => Promise.reject(new Error('not in this test')),
    reset: () => Promise.reject(new Error('not in this test')),
    checkBefore: () => {},
    guard: () => {},
    onChange: () => () => {},
  };
}
