/** docs/outgoing-mail.md speaks of settings and commands that exist. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SETTINGS } from '../domain/settings/catalogue.ts';
import { main } from './main.ts';

async function help(words: string) {
  let out = '';
  const streams = { out: (text: string) => void (out += text), err: () => {}, readInput: async () => '' };
  return { code: await main([...words.split(' '), '--help'], { LC_ALL: 'C' }, streams), out };
}

const text = readFileSync(join(import.meta.dirname, '../../docs/outgoing-mail.md'), 'utf8');
const names = [...text.matchAll(/`([a-z]+[A-Z]\w+)/g)].map(([, name = '']) => name);
const commands = [...text.matchAll(/^(?:mailroom )(\w+)(?: (\w+))?/gm)].map(([, noun, verb]) => [noun, verb].join(' '));

test.each([...new Set(names)])('names the setting %s, which exists', (name) => {
  expect(Object.keys(SETTINGS)).toContain(name);
});

test.each([...new Set(commands)])('shows mailroom %s, which exists', async (command) => {
  const words = command.startsWith('trace') ? 'trace' : command;
  expect(await help(words)).toMatchObject({ code: 0, out: expect.stringContaining(`mailroom ${words}`) });
});
