import { expect, test } from 'vitest';
import { SETTINGS, type SettingName } from './catalogue.ts';
import { settingForm } from './setting-form.ts';
import { defaultValues } from './settings.ts';

test.each([
  ['junkScore', { kind: 'number', min: 1, max: 1000, mayBeNone: false }],
  ['rejectScore', { kind: 'number', min: 0, max: 1e9, mayBeNone: true }],
  ['maxMessageBytes', { kind: 'size', min: 64 * 1024, max: 1024 ** 3, mayBeNone: false }],
  ['defaultStorageQuota', { kind: 'size', min: 0, max: 2 ** 50, mayBeNone: true }],
  ['greylistDelayMs', { kind: 'duration', min: 60_000, max: 3_600_000, mayBeNone: false }],
  ['greylisting', { kind: 'choice', options: ['off', 'on'] }],
  ['dnsBlockLists', { kind: 'list', options: null }],
  ['contentFilters', { kind: 'list', options: null }],
  ['trustedNetworks', { kind: 'list', options: null }],
  ['acmeDirectory', { kind: 'text' }],
  ['acmeContact', { kind: 'text' }],
] as const)('%s', (name, form) => expect(settingForm(name)).toEqual(form));

test('a list of a closed set tells the set', () => {
  const form = settingForm('withheldPrivileges');
  expect(form.kind === 'list' && form.options).toContain('change-password');
});

/** A setting that is counted and takes any text in its form would be one whose schema is not in the registry. */
test('the kind of each setting is that of its default', () => {
  const values = defaultValues();
  for (const name of Object.keys(SETTINGS) as SettingName[]) {
    const { kind } = settingForm(name);
    const value: unknown = values[name];
    if (typeof value === 'number' || value === null) expect(['number', 'size', 'duration'], name).toContain(kind);
    else if (Array.isArray(value)) expect(kind, name).toBe('list');
    else expect(['choice', 'text'], name).toContain(kind);
    if (name.endsWith('Ms')) expect(kind, name).toBe('duration');
  }
});
