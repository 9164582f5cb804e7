/** Help and docs/command-line.md: each command complete, with examples that can be typed. */
import { Command } from 'commander';
import { beforeAll, describe, expect, test } from 'vitest';
import { LANGUAGES, translator } from '../../locales/index.ts';
import { runCommand } from '../../test/support/command-line.ts';
import { referenceOf } from '../../test/support/command-reference.ts';
import { createContext, type Streams } from './context.ts';
import { EXAMPLES } from './examples.ts';
import { finish, prepare, withInferiors, wordsOf } from './help.ts';
import { NOUNS } from './main.ts';

const run = (words: string | readonly string[], language = 'C') => runCommand('/nonexistent', words, { language });
const silent: Streams = { out: () => {}, err: () => {}, readInput: async () => '' };
const t = translator('en');
let program: Command;

beforeAll(async () => {
  program = prepare(new Command('mailroom'), t, silent);
  const context = createContext('en', silent, '/nonexistent');
  for (const { load } of Object.values(NOUNS)) (await load()).register(program, context);
  for (const command of withInferiors(program)) finish(command, t);
});

const verbs = () => [...withInferiors(program)].filter(({ commands }) => commands.length === 0);

test('every command has examples, and options and arguments that are described', () => {
  expect(
    verbs()
      .map((verb) => wordsOf(verb).join(' '))
      .sort(),
  ).toEqual(Object.keys(EXAMPLES).sort());
  for (const verb of verbs()) {
    const words = wordsOf(verb).join(' ');
    for (const option of verb.options) expect(option.description, `${words} ${option.flags}`).not.toBe('');
    for (const argument of verb.registeredArguments)
      expect(argument.description, `${words} ${argument.name()}`).not.toBe('');
  }
});

test('the options of the examples are those of their commands', () => {
  for (const verb of verbs()) {
    const known = verb.options.map(({ long }) => long);
    for (const example of EXAMPLES[wordsOf(verb).join(' ')] ?? []) {
      for (const [option] of example.matchAll(/--[A-Za-z-]+/g)) expect(known, example).toContain(option);
    }
  }
});

test('docs/command-line.md has every command as its help tells it', async () => {
  await expect(`${INTRODUCTION}${referenceOf(program.commands, t)}\n`).toMatchFileSnapshot(
    '../../docs/command-line.md',
  );
});

describe.each(LANGUAGES)('in %s', (language) => {
  test('help has no text of another language or without a text', async () => {
    const shown = await run('queue hold --help', language);
    expect(shown.code).toBe(0);
    expect(shown.out).not.toMatch(/cli\.|undefined/);
    expect(shown.out).toContain('mailroom queue hold 1K3Z9QH2ABX7');
    expect(shown.out.includes('Usage:')).toBe(language === 'en');
  });
});

test.each([
  '--help queue hold',
  'queue --help hold',
  'queue hold --help',
  'queue hold -h X --because',
  'queue hold --help --nonsense',
  'help queue hold',
])('help is had by: %s', async (line) => {
  expect(await run(line)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^Usage: mailroom queue hold /),
    err: '',
  });
});

test.each([
  ['fly --help', 2, /^Error: There is no command “fly”/],
  // Every object of JavaScript has something of these names.
  ['constructor', 2, /^Error: There is no command “constructor”/],
  ['help __proto__', 2, /^Error: There is no command “__proto__”/],
  ['queue fly --help', 2, /^Error: There is no command “fly”/],
  ['queue', 2, /^Usage: mailroom queue <command>/],
])('%s: %d', async (line, code, text) => {
  expect(await run(line)).toMatchObject({ code, err: expect.stringMatching(text) });
});

const INTRODUCTION = `# The command line

\`mailroom NOUN VERB\` speaks to the server of this machine over a socket in its data directory: whoever may open that may do
everything. \`mailroom --help\`, \`mailroom NOUN --help\` and \`mailroom NOUN VERB --help\` tell what follows here, in the language of
the caller (\`LC_ALL\`, \`LC_MESSAGES\`, \`LANG\`: English, French, German, Italian, Polish, Spanish). Sizes, numbers and times are in
the form of that language; in English times are those of RFC 3339.

Every command takes \`--json\`, for programs: one JSON value on standard output, and what went wrong as \`{ "error": … }\` on
standard error. \`--data-dir\` says where the server keeps its data; without it \`MAILROOM_DATA\` does. \`mailq\` is the same in every
language. What comes from mail steers no terminal: such characters become U+FFFD in text, and \`\\u…\` in JSON.

Commands that take several names do what can be done, name what cannot, and end with the code of the first that was refused.

| exit code | |
|---|---|
| 0 | done |
| 2 | what was typed cannot be: no such command or option, something missing, a value that can never be accepted there; the usage is shown |
| 3 | \`check\` or \`domain dns --check\` found something |
| 4 | what was named is not there |
| 5 | it exists already |
| 6 | something depends on it |
| 7 | somebody else has changed it meanwhile, or it is not ready for this |
| 65 | what came in a file or on standard input cannot be accepted, or there is too much of it |
| 69 | no server runs, or it cannot do this at the moment |
| 73 | the quota or the disk is full |
| 77 | not allowed |
| 78 | the configuration or the data directory cannot be used |

`;
