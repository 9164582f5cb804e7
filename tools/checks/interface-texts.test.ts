import { expect, test } from 'vitest';
import { wordsOutsideCatalogue } from './interface-texts.ts';

const component = (inside: string) => `export const A = ({ t, name }) => (${inside});`;

test.each([
  ['<p>Hello there</p>', 'Hello there'],
  ['<p>{name} is here</p>', 'is here'],
  ['<p>{"Hello"}</p>', 'Hello'],
  ['<p>{name ? "yes indeed" : t("a.b")}</p>', 'yes indeed'],
  ['<p>{name && "sure"}</p>', 'sure'],
  ['<p>{`Hello ${name}`}</p>', 'Hello'],
  ['<A label="Name" />', 'Name'],
  ['<A aria-label="Close" />', 'Close'],
  ['<A placeholder="list.example.org" />', 'list.example.org'],
  ['<A title={name ? "One" : t("x.y")} />', 'One'],
  ['<><b>größer</b></>', 'größer'],
])('%s', async (inside, text) => {
  expect(await wordsOutsideCatalogue(component(inside))).toEqual([text]);
});

test.each([
  '<p>{t("web.close")}</p>',
  '<p>{name}</p>',
  '<A label={t("web.close")} className="wide" href="/server" />',
  '<Frame title="web.preferences" />',
  '<p>· {name} ↑ 3</p>',
  '<code>mailroom user list</code>',
])('not in %s', async (inside) => {
  expect(await wordsOutsideCatalogue(component(inside))).toEqual([]);
});
