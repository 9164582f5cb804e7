import { expect, test } from 'vitest';
import { wantedNames } from './wanted-names.ts';

test('the host name and those of the setting are required, the others are of domains and their synonyms', () => {
  const domains = [
    { name: 'example.test', synonyms: ['example.org'] },
    { name: 'under_score.example', synonyms: [] },
  ];
  const wanted = wantedNames('mail.example.test', ['post.example.test', 'mail.example.test'], domains);
  expect(wanted.map(({ name, purpose, isRequired }) => `${name} ${purpose} ${isRequired}`)).toEqual([
    'mail.example.test host true',
    'post.example.test extra true',
    'autoconfig.example.test autoconfig false',
    'autodiscover.example.test autodiscover false',
    'mta-sts.example.test mta-sts false',
    'autoconfig.example.org autoconfig false',
    'autodiscover.example.org autodiscover false',
    'mta-sts.example.org mta-sts false',
  ]);
});

test('a name that is required stays so, where a domain has it as well', () => {
  const wanted = wantedNames('autoconfig.example.test', [], [{ name: 'example.test', synonyms: [] }]);
  expect(wanted.filter(({ name }) => name === 'autoconfig.example.test')).toEqual([
    { name: 'autoconfig.example.test', purpose: 'host', isRequired: true },
  ]);
});
