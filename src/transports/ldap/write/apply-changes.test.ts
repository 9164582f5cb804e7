import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChangeMode } from '../../../wire/ldap/request.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import { applyChanges, type Present } from './apply-changes.ts';
import { Refusal } from './refusal.ts';

type Given = readonly [mode: ChangeMode, type: string, ...values: string[]];

const breathe = async () => {};

/** The attributes that the changes name, afterwards; the code of the result where they are refused. */
async function apply(entry: Readonly<Record<string, readonly string[]>>, ...given: readonly Given[]) {
  const present: Present = {
    values: ({ name }) => entry[name] ?? [],
    isCount: ({ name }) => name === 'mailroomRank' || name === 'mailroomStorageQuota',
  };
  const changes = given.map(([mode, type, ...values]) => ({
    mode,
    attribute: { type, values: values.map((value) => Buffer.from(value)) },
  }));
  try {
    const wanted = await applyChanges(present, changes, breathe);
    return Object.fromEntries([...wanted].map(([{ name }, values]) => [name, values]));
  } catch (error) {
    if (error instanceof Refusal) return error.result.code;
    throw error;
  }
}

describe('one change', () => {
  test.each<[string, Readonly<Record<string, readonly string[]>>, Given, unknown]>([
    ['add', { mail: ['a@b'] }, ['add', 'mail', 'c@d', 'e@f'], { mail: ['a@b', 'c@d', 'e@f'] }],
    ['add by another name', {}, ['add', 'commonName', 'x'], { cn: ['x'] }],
    ['add by number', {}, ['add', '2.5.4.3', 'x'], { cn: ['x'] }],
    ['add what is there', { mail: ['a@b'] }, ['add', 'mail', 'A@B'], 'attributeOrValueExists'],
    ['add nothing', {}, ['add', 'mail'], 'protocolError'],
    ['add a name that is there', { member: ['cn=a, dc=b'] }, ['add', 'member', 'CN=A,DC=B'], 'attributeOrValueExists'],
    ['delete one', { mail: ['a@b', 'c@d'] }, ['delete', 'mail', 'C@D'], { mail: ['a@b'] }],
    ['delete all', { mail: ['a@b', 'c@d'] }, ['delete', 'mail'], { mail: [] }],
    ['delete each', { mail: ['a@b', 'c@d'] }, ['delete', 'mail', 'a@b', 'c@d'], { mail: [] }],
    ['delete what is not there', { mail: ['a@b'] }, ['delete', 'mail', 'c@d'], 'noSuchAttribute'],
    ['delete of none', {}, ['delete', 'mail'], 'noSuchAttribute'],
    ['replace', { mail: ['a@b'] }, ['replace', 'mail', 'c@d'], { mail: ['c@d'] }],
    ['replace by other letters', { mail: ['a@b'] }, ['replace', 'mail', 'A@b'], { mail: ['A@b'] }],
    ['replace by nothing', { mail: ['a@b'] }, ['replace', 'mail'], { mail: [] }],
    ['replace of none by nothing', {}, ['replace', 'mail'], { mail: [] }],
    ['increment', { mailroomRank: ['5'] }, ['increment', 'mailroomRank', '3'], { mailroomRank: ['8'] }],
    ['increment below nothing', { mailroomRank: ['5'] }, ['increment', 'mailroomRank', '-7'], { mailroomRank: ['-2'] }],
    [
      'increment what is large',
      { mailroomRank: [`${2n ** 60n}`] },
      ['increment', 'mailroomRank', '1'],
      { mailroomRank: [`${2n ** 60n + 1n}`] },
    ],
    [
      'increment a text',
      { mailroomStorageQuota: ['none'] },
      ['increment', 'mailroomStorageQuota', '1'],
      'constraintViolation',
    ],
    ['increment by a text', { mailroomRank: ['5'] }, ['increment', 'mailroomRank', 'x'], 'invalidAttributeSyntax'],
    ['increment by two', { mailroomRank: ['5'] }, ['increment', 'mailroomRank', '1', '2'], 'protocolError'],
    ['increment by nothing', { mailroomRank: ['5'] }, ['increment', 'mailroomRank'], 'protocolError'],
    ['increment of none', {}, ['increment', 'mailroomRank', '1'], 'noSuchAttribute'],
    ['increment of what does not count', { title: ['1'] }, ['increment', 'title', '1'], 'constraintViolation'],
    ['an unknown attribute', {}, ['add', 'nonsense', 'x'], 'undefinedAttributeType'],
    ['a tagging option', {}, ['add', 'mail;binary', 'x'], 'undefinedAttributeType'],
    ['one of the server', {}, ['replace', 'modifyTimestamp', '20260101000000Z'], 'constraintViolation'],
    ['a value twice', {}, ['replace', 'title', 'a b', 'A  B'], 'attributeOrValueExists'],
    ['no value of the syntax', {}, ['replace', 'mailroomEnabled', 'yes'], 'invalidAttributeSyntax'],
    ['a truth in small letters', {}, ['replace', 'mailroomEnabled', 'true'], { mailroomEnabled: ['true'] }],
    ['no name', {}, ['replace', 'member', 'x'], 'invalidAttributeSyntax'],
  ])('%s', async (_, entry, change, expected) => {
    expect(await apply(entry, change)).toEqual(expected);
  });
});

test('changes act on what those before them have made', async () => {
  expect(await apply({ title: ['a'] }, ['add', 'title', 'b'], ['delete', 'title', 'a'], ['add', 'pager', '1'])).toEqual(
    {
      title: ['b'],
      pager: ['1'],
    },
  );
  expect(await apply({ title: ['a'] }, ['delete', 'title'], ['delete', 'title'])).toBe('noSuchAttribute');
});

test('any changes: refused, or with each value once', async () => {
  const names = [
    'title',
    'mail',
    'member',
    'mailroomRank',
    'mailroomEnabled',
    'facsimileTelephoneNumber',
    'x',
    'entryUUID',
  ];
  const value = fc.oneof(
    fc.constantFrom('', 'a', 'A', ' a ', '1', '-1', 'TRUE', 'cn=a', 'CN=A', 'a@b.test'),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  const change = fc.tuple(
    fc.constantFrom<ChangeMode>('add', 'delete', 'replace', 'increment'),
    fc.constantFrom(...names),
    fc.array(value, { maxLength: 4 }),
  );
  const entry = { title: ['a'], mail: ['a@b.test', 'c@d.test'], mailroomRank: ['1'], member: ['cn=a', 'cn=b'] };
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 6 }), async (changes) => {
      const result = await apply(entry, ...changes.map(([mode, type, values]): Given => [mode, type, ...values]));
      if (typeof result === 'string') return;
      for (const [name, values] of Object.entries(result)) {
        const rule = DIRECTORY_SCHEMA.attribute(name)?.equality;
        const forms = values.map((each) => rule?.form(each) ?? each);
        expect(new Set(forms).size).toBe(values.length);
      }
    }),
    { seed: 4511, numRuns: 1000 },
  );
});
