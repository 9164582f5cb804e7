import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { translator } from '../../locales/index.ts';
import { readMarkdown } from './read-markdown.ts';
import { renderBlocks } from './render-blocks.ts';

const frame = { language: 'de', t: translator('de') } as const;
const read = (text: string) =>
  readMarkdown({ name: 'user/password', language: 'en', file: 'password.md', text: `# Title\n\n${text}\n` });
const rendered = (text: string) =>
  renderBlocks(read(text).blocks, frame)
    .map(({ markup }) => markup)
    .join('');

test.each([
  ['One *two* **three** `<four>`.', '<p>One <em>two</em> <strong>three</strong> <code>&lt;four&gt;</code>.</p>\n'],
  ['1 < 2 & "3"', '<p>1 &lt; 2 &amp; &quot;3&quot;</p>\n'],
  ['## Change it {#change}', /^<h2 id="change">Change it <a class="anchor" href="#change"/],
  ['- a\n- b\n  - c', '<ul>\n<li>a</li>\n<li>b<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>\n'],
  ['1. a\n2. b', '<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n'],
  ['```\n<b>\n```', '<pre tabindex="0"><code>&lt;b&gt;</code></pre>\n'],
  ['| a | b |\n|---|---|\n| `1` | 2 |', /<th scope="col">a<\/th>.*<td><code>1<\/code><\/td><td>2<\/td>/s],
  ['| | |\n|---|---|\n| 1 | 2 |', /^(?!.*<thead>).*<td>1<\/td>/s],
  [
    '> [!WARNING]\n> Not *this*.',
    /^<div class="note warning" role="note"><p class="tone">Achtung<\/p>\n<p>Not <em>this/,
  ],
  ['[there](devices.md#phone)', '<p><a href="/docs/de/user/devices#phone">there</a></p>\n'],
  ['[there](../administrator/users.md)', '<p><a href="/docs/de/administrator/users">there</a></p>\n'],
  ['[here](#change)', '<p><a href="/docs/de/user/password#change">here</a></p>\n'],
  ['[screen](/msg/my/password)', '<p><a href="/msg/my/password">screen</a></p>\n'],
  ['[far](https://example.org/a?b=1&c)', '<p><a href="https://example.org/a?b=1&amp;c">far</a></p>\n'],
  [
    'Write to alice@example.org or see https://example.org',
    '<p>Write to alice@example.org or see https://example.org</p>\n',
  ],
])('%j', (text, expected) => {
  if (typeof expected === 'string') expect(rendered(text)).toBe(expected);
  else expect(rendered(text)).toMatch(expected);
});

describe('what is refused, with file and place', () => {
  test.each([
    ['a <b>bold</b> word', /password\.md: html is not allowed/],
    ['<script>alert(1)</script>', /html is not allowed/],
    ['<!-- hidden -->', /html is not allowed/],
    ['![picture](a.png)', /image is not allowed/],
    ['---', /hr is not allowed/],
    ['~~gone~~', /del is not allowed/],
    ['    indented', /indented code/],
    ['> said', /a quotation without/],
    ['## No id', /heading without id: "## No id"/],
    ['#### Deep {#deep}', /heading of level 4/],
    ['[x](javascript:alert(1))', /a link that leads nowhere/],
    ['[x](http://example.org/)', /a link that leads nowhere/],
    ['[x](//example.org/)', /a link that leads nowhere/],
    ['[x](/etc/passwd)', /a link that leads nowhere/],
    ['[x](data:text/html,a)', /a link that leads nowhere/],
    ['zero\u200bwidth', /invisible character U\+200b/],
    ['turned \u202eround', /invisible character U\+202e/],
  ])('%j', (text, expected) => expect(() => read(text)).toThrow(expected));

  test('a page without a title', () => {
    const source = { name: 'a/b', language: 'en', file: 'b.md', text: 'Text.\n' } as const;
    expect(() => readMarkdown(source)).toThrow('b.md: does not begin with its title');
  });
});

test('whatever is read, no markup of the text comes out', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '&',
    '`',
    '*',
    '_',
    '[',
    ']',
    '(',
    ')',
    '#',
    '|',
    '\n',
    '- ',
    '1. ',
    'a',
    ' ',
  );
  const scripts = fc.constantFrom(
    '<script>',
    '<img src=x onerror=y>',
    'javascript:',
    '](javascript:x)',
    '&lt;',
    '\\<',
    '```',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, scripts), { maxLength: 40 }), (pieces) => {
      let html: string;
      try {
        html = rendered(pieces.join(''));
      } catch (error) {
        expect(String(error)).toContain('password.md: ');
        return;
      }
      const tags = [...html.matchAll(/<\/?([a-z0-9]+)/g)].map(([, name]) => name);
      const allowed = 'p em strong code a ul ol li pre div table thead tbody tr th td h2 h3'.split(' ');
      expect(tags.filter((name) => !allowed.includes(name ?? ''))).toEqual([]);
      expect(html).not.toMatch(/<(?!\/?[a-z0-9]+[ >])|\son\w+=["']|href="(?!\/|#|https:)/);
    }),
    { seed: 5, numRuns: 2000 },
  );
});
