import { expect, test } from 'vitest';
import type { SettingView } from '../../../src/wire/admin/schemas.ts';
import { findSettings } from './find-settings.ts';

const named = (name: string, description: string): SettingView => {
  return { name, description, value: 1, default: 1, isSet: false, form: { kind: 'text' } };
};
const SETTINGS = [named('junkScore', 'Points, filed as junk.'), named('queueLifetimeMs', 'Durée d’envoi différé.')];
const namesOf = (query: string) =>
  findSettings(SETTINGS, query, ({ description }) => description).map(({ name }) => name);

test.each([
  ['', ['junkScore', 'queueLifetimeMs']],
  ['JUNK points', ['junkScore']],
  ['duree differe', ['queueLifetimeMs']],
  ['queue junk', []],
])('“%s”', (query, names) => expect(namesOf(query)).toEqual(names));
