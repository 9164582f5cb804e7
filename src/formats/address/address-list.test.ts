import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ListedAddress, MAX_ADDRESS_TOKENS, parseAddressList } from './address-list.ts';
import { formatMailbox, toMailAddress } from './format-mailbox.ts';
import { parseMailAddress } from './mail-address.ts';

/** One line per entry: `name|route|local|domain`, `group:` and `;`. */
function summary(entries: readonly ListedAddress[]): string[] {
  return entries.map((entry) => {
    if (entry.kind === 'group-start') return `${entry.name}:`;
    if (entry.kind === 'group-end') return ';';
    return [entry.name ?? '-', entry.route ?? '-', entry.localPart, entry.domain].join('|');
  });
}

describe('parseAddressList', () => {
  test.each<[string, string[]]>([
    ['', []],
    ['a@example.com', ['-|-|a|example.com']],
    ['Alice Archer <alice@example.com>', ['Alice Archer|-|alice|example.com']],
    [
      '"Archer, Alice" <alice@example.com>, bob@example.com',
      ['Archer, Alice|-|alice|example.com', '-|-|bob|example.com'],
    ],
    ['<a@example.com>', ['-|-|a|example.com']],
    ['alice@example.com (Alice Archer)', ['Alice Archer|-|alice|example.com']],
    // RFC 5322 appendix A.1.2 and A.1.3
    [
      'Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>',
      ['Mary Smith|-|mary|x.test', '-|-|jdoe|example.org', 'Who?|-|one|y.test'],
    ],
    [
      '<boss@nil.test>, "Giant; \\"Big\\" Box" <sysservices@example.net>',
      ['-|-|boss|nil.test', 'Giant; "Big" Box|-|sysservices|example.net'],
    ],
    [
      'A Group:Ed Jones <joe@example.org>,joe@where.test,John <jdoe@one.test>;',
      ['A Group:', 'Ed Jones|-|joe|example.org', '-|-|joe|where.test', 'John|-|jdoe|one.test', ';'],
    ],
    ['Undisclosed recipients:;', ['Undisclosed recipients:', ';']],
    // RFC 5322 appendix A.5: white space, comments and other oddities
    ['Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>', ['Pete|-|pete|silly.test']],
    [
      "A Group(Some people)\r\n     :Chris Jones <c@(Chris's host.)public.example>,\r\n         joe@example.org,\r\n  John <jdoe@one.test> (my dear friend); (the end of the group)",
      ['A Group:', 'Chris Jones|-|c|public.example', '-|-|joe|example.org', 'John|-|jdoe|one.test', ';'],
    ],
    ['(Empty list)(start)Hidden recipients  :(nobody(that I know))  ;', ['Hidden recipients:', ';']],
    // RFC 5322 appendix A.6.1: obsolete addressing
    ['Joe Q. Public <john.q.public@example.com>', ['Joe Q. Public|-|john.q.public|example.com']],
    [
      'Mary Smith <@node.test:mary@example.net>, , jdoe@test  . example',
      ['Mary Smith|@node.test|mary|example.net', '-|-|jdoe|test.example'],
    ],
    ['<@a.test,@b.test:c@example.org>', ['-|@a.test,@b.test|c|example.org']],
    ['"a" . "b c".d@example.com', ['-|-|ab c.d|example.com'.replace('ab c', 'a.b c')]],
    ['a@[192.0.2.1]', ['-|-|a|[192.0.2.1]']],
    ['=?utf-8?q?J=C3=B6rg?= <j@example.com>', ['=?utf-8?q?J=C3=B6rg?=|-|j|example.com']],
    ['Jörg <jörg@müller.example.org>', ['Jörg|-|jörg|müller.example.org']],
    // separators that mail programs write or forget
    ['a@example.com; b@example.com', ['-|-|a|example.com', '-|-|b|example.com']],
    ['<a@example.com> <b@example.com>', ['-|-|a|example.com', '-|-|b|example.com']],
    ['<a@example.com> Bob <b@example.com>', ['-|-|a|example.com', 'Bob|-|b|example.com']],
    ['<a@example.com> b@example.com', ['-|-|a|example.com', '-|-|b|example.com']],
    ['<a@example.com> junk', ['-|-|a|example.com']],
    ['Alice <a@example.com, b@example.com', ['Alice|-|a|example.com', '-|-|b|example.com']],
    ['alice@example.org <a@example.com>', ['alice@example.org|-|a|example.com']],
    ['<@a.example.test,@b.example.test>, c@example.com', ['-|-|@a.example.test,@b.example.test|', '-|-|c|example.com']],
    ['<a@example.com>: b@example.com', ['-|-|a|example.com', '-|-|b|example.com']],
    ['root', ['-|-|root|']],
    ['a:b:c@example.com', ['a:', ';', 'b:', '-|-|c|example.com', ';']],
    ['"open quote <a@example.com>', ['-|-|open quote <a@example.com>|']],
    ['a@example.com (open (comment', ['open (comment|-|a|example.com']],
    ['a@example.com (ends in backslash\\', ['ends in backslash\\|-|a|example.com']],
  ])('%j', (text, expected) => {
    expect(summary(parseAddressList(text).entries)).toEqual(expected);
  });
});

describe('address confusion: what has two readings has no domain', () => {
  test.each([
    'user@good.example.org(x)evil.example.org',
    'user@good.example.org evil.example.org',
    'user@good.example.org@evil.example.org',
    '<user@good.example.org@evil.example.org>',
    'a b@example.com',
    'user@',
    '@example.com',
    '<@example.com>',
    'user@[192.0.2.1]example.com',
    'user@"example.com"',
    'user@exam"ple".com',
    'user@good.example.org\\.evil.example.org',
    '<user@good.example.org evil.example.org>',
    'user@good.example.org)evil.example.org',
  ])('%s', (text) => {
    for (const entry of parseAddressList(text).entries) {
      expect(entry).toMatchObject({ kind: 'mailbox', domain: '' });
    }
  });

  test.each([
    ['"victim@example.com x"@example.org', 'victim@example.com x', 'example.org'],
    [
      '"foo@example.com> ORCPT=admin@example.org"@example.test',
      'foo@example.com> ORCPT=admin@example.org',
      'example.test',
    ],
    ['"a@example.com" <b@example.org>', 'b', 'example.org'],
    ['a@example.com <b@example.org>', 'b', 'example.org'],
    ['b@(a@example.com)example.org', 'b', 'example.org'],
    ['"a@example.com,"@example.org', 'a@example.com,', 'example.org'],
    ['<"a@example.com>"@example.org>', 'a@example.com>', 'example.org'],
    ['b@EXAMPLE.org', 'b', 'example.org'],
  ])('%s: the domain of the policy is the domain shown', (text, localPart, domain) => {
    const { entries } = parseAddressList(text);
    expect(entries).toHaveLength(1);
    const entry = entries[0];
    if (entry.kind !== 'mailbox') throw new Error('no mailbox');
    const address = toMailAddress(entry);
    expect(address).toEqual({ localPart, domain });
    // What is written again, with a name that tries to be an address, leads to the same address.
    const written = parseAddressList(formatMailbox('x@evil.example.org>, <y@evil.example.org', address)).entries;
    expect(written).toHaveLength(1);
    expect(written[0]).toMatchObject({ localPart, domain, name: 'x@evil.example.org>, <y@evil.example.org' });
  });

  test('a strictly valid address reads the same in a list', () => {
    const local = fc.string({ unit: fc.constantFrom(...'ab.@" \\<>,;:()'), minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(local, (text) => {
        const source = `${text}@example.com`;
        let strict: ReturnType<typeof parseMailAddress> | null = null;
        try {
          strict = parseMailAddress(source);
        } catch {
          return;
        }
        expect(parseAddressList(source).entries).toEqual([{ kind: 'mailbox', name: null, route: null, ...strict }]);
      }),
      { seed: 5322, numRuns: 2000 },
    );
  });
});

describe('bounds: parser recursion and header count of SECURITY.md section 2', () => {
  const count = 100_000;
  test.each([
    ['comments', '('.repeat(count)],
    ['closed comments', '('.repeat(count) + ')'.repeat(count)],
    ['angles', '<'.repeat(count)],
    ['closed angles', '<>'.repeat(count)],
    ['groups', 'a:'.repeat(count)],
    ['ended groups', 'a:;'.repeat(count)],
    ['route', `<${'@a,'.repeat(count)}`],
    ['quotes', '"'.repeat(count)],
    ['backslashes', '\\'.repeat(count)],
    ['addresses', 'a@b,'.repeat(count)],
    ['words', 'a '.repeat(count)],
    ['at signs', '@'.repeat(count)],
    ['literals', '['.repeat(count)],
  ])('%s', (_name, text) => {
    const { entries } = parseAddressList(text);
    expect(entries.length).toBeLessThanOrEqual(2 * MAX_ADDRESS_TOKENS);
  });

  test('reading ends with the 10,240th token and says so', () => {
    const list = parseAddressList('a@b,'.repeat(count));
    expect(list.truncated).toBe(true);
    expect(list.entries).toHaveLength(MAX_ADDRESS_TOKENS / 4);
    expect(parseAddressList('a@b,'.repeat(10)).truncated).toBe(false);
  });

  test('no address of a list is lost, whatever stands around it', () => {
    const noise = fc.constantFrom(
      ', ',
      '; ',
      'Group: ',
      '"quoted" ',
      '(comment) ',
      'word, ',
      '<@a.example.test>, ',
      '<x@y.example.test>, ',
      '<>, ',
    );
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 8 }), fc.array(noise, { maxLength: 8 }), (before, after) => {
        const text = `${before.join('')}Found <found@example.com>, ${after.join('')}`;
        expect(parseAddressList(text).entries).toContainEqual(
          expect.objectContaining({ localPart: 'found', domain: 'example.com' }),
        );
      }),
      { seed: 2, numRuns: 1000 },
    );
  });

  test('never throws, and every domain comes from the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab.@" \\<>,;:()[]=\r\n\té'), maxLength: 60 }), (text) => {
        for (const entry of parseAddressList(text).entries) {
          if (entry.kind === 'mailbox') expect(entry.domain).not.toMatch(/[@<>,;" ]/);
        }
      }),
      { seed: 1, numRuns: 3000 },
    );
  });
});

test.each([
  [null, 'a@example.com'],
  ['Alice Archer', 'Alice Archer <a@example.com>'],
  ['Archer, Alice', '"Archer, Alice" <a@example.com>'],
  ['say "hi" \\', '"say \\"hi\\" \\\\" <a@example.com>'],
  ['x\r\nBcc: b@example.com', '"x Bcc: b@example.com" <a@example.com>'],
  ['Jörg', 'Jörg <a@example.com>'],
  ['\u0000 ', 'a@example.com'],
])('formatMailbox %j', (name, text) => {
  expect(formatMailbox(name, parseMailAddress('a@example.com'))).toBe(text);
});
