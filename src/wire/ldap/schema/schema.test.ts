import { describe, expect, test } from 'vitest';
import { parseAttributeDefinition, parseClassDefinition } from './definition.ts';
import { DIRECTORY_SCHEMA } from './directory-schema.ts';
import { MAILROOM_ATTRIBUTES, MAILROOM_CLASSES } from './mailroom-definitions.ts';
import { Schema } from './schema.ts';

const refused = expect.objectContaining({ name: 'Failure', code: 'invalid' });

describe('definitions', () => {
  test('of an attribute', () => {
    const text = `( 1.2.3 NAME ( 'one' 'two' ) DESC 'with (signs) $' SUP name EQUALITY a ORDERING b SUBSTR c
      SYNTAX 1.3.6{256} SINGLE-VALUE NO-USER-MODIFICATION USAGE directoryOperation X-ORIGIN 'x' )`;
    expect(parseAttributeDefinition(text)).toEqual({
      oid: '1.2.3',
      names: ['one', 'two'],
      superior: 'name',
      equality: 'a',
      ordering: 'b',
      substrings: 'c',
      syntax: '1.3.6',
      isSingleValue: true,
      mayUsersModify: false,
      isOperational: true,
    });
  });

  test('of a class', () => {
    expect(parseClassDefinition("(1.2 NAME'x'SUP(a$b)AUXILIARY MUST(c $ d)MAY e)")).toEqual({
      oid: '1.2',
      names: ['x'],
      superiors: ['a', 'b'],
      kind: 'auxiliary',
      must: ['c', 'd'],
      may: ['e'],
    });
  });

  test.each(['', '(', '()', '1.2 NAME x', "( 1.2 NAME 'x", "( 1.2 NAME ( 'x' )", 'x'.repeat(70_000)])(
    '%.20j is refused',
    (text) => {
      expect(() => parseAttributeDefinition(text)).toThrow(refused);
      expect(() => parseClassDefinition(text)).toThrow(refused);
    },
  );
});

describe('the schema of the directory', () => {
  test('names nothing that is not in it', () => {
    for (const text of DIRECTORY_SCHEMA.classTexts) {
      const { names, must, may, superiors } = parseClassDefinition(text);
      for (const name of [...must, ...may])
        expect(DIRECTORY_SCHEMA.attribute(name), `${names.join()}: ${name}`).not.toBe(null);
      for (const name of superiors)
        expect(DIRECTORY_SCHEMA.objectClass(name), `${names.join()}: ${name}`).not.toBe(null);
    }
    for (const text of DIRECTORY_SCHEMA.attributeTexts) {
      const { names, superior, equality, ordering, substrings } = parseAttributeDefinition(text);
      for (const rule of [equality, ordering, substrings]) {
        if (rule !== null) expect(DIRECTORY_SCHEMA.rule(rule), `${names.join()}: ${rule}`).not.toBe(null);
      }
      if (superior !== null)
        expect(DIRECTORY_SCHEMA.attribute(superior), `${names.join()}: ${superior}`).not.toBe(null);
      expect(DIRECTORY_SCHEMA.attribute(names[0] ?? '')?.syntax, String(names)).not.toBe('');
    }
  });

  test('no object identifier is given twice', () => {
    const oids = [...DIRECTORY_SCHEMA.attributeTexts, ...DIRECTORY_SCHEMA.classTexts].map((text) => text.split(' ')[1]);
    expect(new Set(oids).size).toBe(oids.length);
    expect(
      [...MAILROOM_ATTRIBUTES, ...MAILROOM_CLASSES].every((text) =>
        text.startsWith('( 2.25.323567400045294519989086044749194002344.'),
      ),
    ).toBe(true);
  });

  test('finds by any name', () => {
    const mail = DIRECTORY_SCHEMA.attribute('mail');
    expect(mail?.name).toBe('mail');
    for (const name of ['MAIL', 'rfc822Mailbox', '0.9.2342.19200300.100.1.3', 'mail;lang-de']) {
      expect(DIRECTORY_SCHEMA.attribute(name)).toBe(mail);
    }
    expect(DIRECTORY_SCHEMA.attribute('cn')?.lineage).toContain('2.5.4.41');
    expect(DIRECTORY_SCHEMA.objectClass('2.5.6.6')?.name).toBe('person');
    expect(DIRECTORY_SCHEMA.attribute('nothing')).toBe(null);
  });
});

describe('matching rules', () => {
  const form = (rule: string, value: string) => DIRECTORY_SCHEMA.rule(rule)?.form(value) ?? null;

  test.each([
    ['caseIgnoreMatch', 'Müller', 'MU\u0308LLER'],
    ['caseIgnoreMatch', ' a   b ', 'A B'],
    ['caseIgnoreMatch', 'ﬁx', 'FIX'],
    ['caseExactMatch', 'a  B', ' a B '],
    ['telephoneNumberMatch', '+49 30-12 34', '+493012\u201034'],
    ['booleanMatch', 'true', 'TRUE'],
    ['integerMatch', '7', '7'],
    ['objectIdentifierMatch', 'person', '2.5.6.6'],
    ['objectIdentifierMatch', 'sn', 'SURNAME'],
    ['objectIdentifierFirstComponentMatch', "( 2.5.6.6 NAME 'person' )", '2.5.6.6'],
    ['distinguishedNameMatch', 'CN=a , DC=B', 'commonName=A,dc=b'],
    ['distinguishedNameMatch', 'cn=a+sn=b,dc=c', 'SN=b+CN=a,dc=C'],
    ['UUIDMatch', 'F36CD081-9889-4692-B4B6-C7680832FFA8', 'f36cd081-9889-4692-b4b6-c7680832ffa8'],
    ['generalizedTimeMatch', '20260101120000Z', '20260101130000+0100'],
    ['generalizedTimeMatch', '2026010112Z', '20260101120000.0Z'],
    ['generalizedTimeMatch', '2026010112.5Z', '202601011230Z'],
    ['generalizedTimeMatch', '202601011200,5Z', '20260101120030Z'],
  ])('%s: %s is %s', (rule, one, other) => {
    expect(form(rule, one)).not.toBe(null);
    expect(form(rule, one)).toBe(form(rule, other));
  });

  test.each([
    ['caseIgnoreMatch', 'Müller', 'Muller'],
    ['caseExactMatch', 'a', 'A'],
    ['distinguishedNameMatch', 'cn=a,dc=b', 'cn=a\\,dc\\=b'],
    ['distinguishedNameMatch', 'cn=a+sn=b', 'cn=a\\+sn\\=b'],
    ['distinguishedNameMatch', 'cn=a,dc=b', 'dc=b,cn=a'],
  ])('%s: %s is not %s', (rule, one, other) => {
    expect(form(rule, one)).not.toBe(form(rule, other));
  });

  test.each([
    ['integerOrderingMatch', ['-100', '-9', '0', '9', '100', '1'.repeat(39)]],
    ['generalizedTimeOrderingMatch', ['00010101000000Z', '19991231235959Z', '20000101000000Z', '20000101000000.001Z']],
    ['caseIgnoreOrderingMatch', ['a', 'B', 'c']],
  ])('%s', (rule, values) => {
    const forms = values.map((value) => form(rule, value) ?? '');
    expect(forms).toEqual([...forms].sort());
    expect(new Set(forms).size).toBe(values.length);
  });

  test.each([
    ['booleanMatch', 'yes'],
    ['integerMatch', '01'],
    ['integerMatch', '9'.repeat(40)],
    ['generalizedTimeMatch', '20261301000000Z'],
    ['generalizedTimeMatch', '20260101000000'],
    ['UUIDMatch', 'f36cd081'],
    ['distinguishedNameMatch', 'no name'],
    ['objectIdentifierMatch', ''],
  ])('%s does not know %s', (rule, value) => {
    expect(form(rule, value)).toBe(null);
  });
});

test('a definition may only name those before it', () => {
  const early = new Schema([{ attributes: ["( 1.1 NAME 'a' SUP b )", "( 1.2 NAME 'b' SYNTAX 1.3 )"], classes: [] }]);
  expect(early.attribute('a')?.lineage).toEqual(['1.1']);
});
