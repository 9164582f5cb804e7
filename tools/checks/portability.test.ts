import { expect, test } from 'vitest';
import { findUnportable } from './portability.ts';

test.each([
  ['a folder of someone', `const path = '/home/alice/mail';`],
  ['a working folder', 'see /work/shared/notes.md'],
  ['a temporary folder', `mkdir('/tmp/test')`],
  ['a registry', 'https://registry.npmjs.org/vitest'],
])('finds %s', (_what, line) => {
  expect(findUnportable(`\n${line}\n`)).toEqual([expect.stringMatching(/^2: /)]);
});

test.each([
  'src/work/queue.ts',
  '~/work/mail',
  'join(tmpdir(), "test")',
  'https://example.org/home/page',
  '/var/lib/mailroom and /tmp are folders of every system',
])('allows %s', (line) => {
  expect(findUnportable(line)).toEqual([]);
});
