import { expect, test } from 'vitest';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import { CONTENT_RULES } from './content-rules.ts';
import { PERSON } from './person-attributes.ts';

test('what classes allow, and is not kept, is precluded', () => {
  const [person = '', alias, group] = CONTENT_RULES;
  expect(person).toMatch(
    /^\( 2\.16\.840\.1\.113730\.3\.2\.2 NAME 'mailroomPersonContent' AUX \( mailroomUser \) NOT \( /,
  );
  expect(alias).toMatch(/^\( \S+ NAME 'mailroomAliasContent' \)$/);
  expect(group).toContain('AUX ( mailroomGroup ) NOT ( seeAlso $ owner $ ou $ o )');
  const precluded = /NOT \( (.*) \) \)$/.exec(person)?.[1]?.split(' $ ') ?? [];
  expect(precluded).toContain('initials');
  expect(precluded).not.toContain('userPassword');
  for (const name of precluded) expect(DIRECTORY_SCHEMA.attribute(name)?.name).toBe(name);
  for (const { name } of PERSON.rows) expect(precluded).not.toContain(name);
});

test('each attribute of a table is one of the schema, and is counted or listed only where it can be', () => {
  for (const { name, isList = false, isCount = false } of PERSON.rows) {
    const type = DIRECTORY_SCHEMA.attribute(name);
    expect(type?.name).toBe(name);
    expect(isList && type?.isSingleValue).not.toBe(true);
    expect(isList && isCount).toBe(false);
  }
});
