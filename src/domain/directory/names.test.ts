import { describe, expect, test } from 'vitest';
import { checkAddress, checkDescription, checkDomainName, checkProfile, checkUserId } from './names.ts';

const invalid = (field: string) =>
  expect.objectContaining({ code: 'invalid', detail: expect.objectContaining({ field }) });

describe('names in the directory', () => {
  test.each([
    ['x'.repeat(1000), true],
    ['x'.repeat(1001), false],
    ['two\nlines', false],
    ['a bell\u0007', false],
    ['a C1 control\u0085', false],
    ['a line separator\u2028', false],
    ['text that is turned around\u202e', false],
    ['an isolate\u2066', false],
    ['half a character\ud800', false],
    ['\udc00\ud800', false],
    ['a whole one: 👩‍💻', true],
  ])('whether %j describes something: %s', (text, isGood) => {
    if (isGood) expect(checkDescription(text)).toBe(text);
    else expect(() => checkDescription(text)).toThrow(invalid('description'));
  });

  test('a profile is trimmed and composed, field by field', () => {
    expect(checkProfile({ firstName: ' Jo\u0308rg ', fax: '' })).toEqual({ firstName: 'Jörg', fax: '' });
    expect(checkProfile({ title: 'x'.repeat(256) })).toEqual({ title: 'x'.repeat(256) });
    expect(() => checkProfile({ title: 'x'.repeat(257) })).toThrow(invalid('title'));
    expect(() => checkProfile({ firstName: 'Ann', pager: '1\r\n2' })).toThrow(invalid('pager'));
    expect(() => checkProfile({ firstName: '\ud800' })).toThrow(invalid('firstName'));
    expect(() => checkProfile({ title: 'Chief\u202e' })).toThrow(invalid('title'));
  });

  test('the other address of a profile is one, or none', () => {
    expect(checkProfile({ alternateMail: 'ann@example.org' })).toEqual({ alternateMail: 'ann@example.org' });
    expect(checkProfile({ alternateMail: '' })).toEqual({ alternateMail: '' });
    expect(() => checkProfile({ alternateMail: 'ann' })).toThrow(invalid('alternateMail'));
  });

  test('address literals are neither domains nor addresses of the directory', () => {
    expect(() => checkDomainName('[192.0.2.1]')).toThrow(invalid('domain'));
    expect(() => checkAddress('ann@[192.0.2.1]', 'mail')).toThrow(invalid('mail'));
    expect(checkAddress('Ann@EXAMPLE.test', 'mail')).toMatchObject({ localPart: 'Ann', domain: 'example.test' });
  });

  test('a User ID is composed, and has 64 characters at the most', () => {
    expect(checkUserId('jo\u0308rg')).toBe('jörg');
    expect(checkUserId('x'.repeat(64))).toHaveLength(64);
    expect(() => checkUserId('x'.repeat(65))).toThrow(invalid('userId'));
    expect(() => checkUserId('a\ud800')).toThrow(invalid('userId'));
  });

  test.each([
    ['anna', true],
    ['анна', true],
    ['άννα', true],
    ['anna-日本', true],
    ['\u0430dmin', false],
    ['adm\u03b9n', false],
    ['\u0430dm\u0456\u03bd', false],
  ])('whether a User ID may be %s, whose letters are not all what they look like: %s', (text, isGood) => {
    if (isGood) expect(checkUserId(text)).toBe(text);
    else expect(() => checkUserId(text)).toThrow(invalid('userId'));
  });
});
