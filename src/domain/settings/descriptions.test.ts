import { expect, test } from 'vitest';
import { translator } from '../../../locales/index.ts';
import { settingText } from '../../../locales/setting-text.ts';
import { SETTINGS } from './catalogue.ts';

test('the English text of each setting is its description', () => {
  const t = translator('en');
  for (const [name, { description = '' }] of Object.entries(SETTINGS)) {
    expect(settingText(t, { name, description: 'no text' }), name).toBe(description);
  }
});

test('a setting that the catalogue does not know is told as the server tells it', () => {
  expect(settingText(translator('de'), { name: 'newer', description: 'Of a newer server.' })).toBe(
    'Of a newer server.',
  );
});
