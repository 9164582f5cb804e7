import { expect, test } from 'vitest';
import { SETTINGS } from '../../../src/domain/settings/catalogue.ts';
import { SETTING_GROUPS } from './setting-groups.ts';

test('each setting is in one group, and each that is in a group exists', () => {
  const grouped = Object.values(SETTING_GROUPS).flat();
  expect(grouped.toSorted()).toEqual(Object.keys(SETTINGS).toSorted());
});
