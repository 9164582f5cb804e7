/** Each reason that a failure can have is said in a sentence of its own, in every language. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FailureCode } from '../src/base/failure.ts';
import { failureText } from './failure-text.ts';
import { LANGUAGES, translator } from './index.ts';

const SOURCE = join(import.meta.dirname, '..', 'src');
/** Between the parts of the server: nobody gets to see them. */
const INTERNAL = ['end', 'gone', 'refused', 'sequence-number', 'unknown-cte'];

interface Thrown {
  readonly code: string;
  readonly reason: string;
  readonly file: string;
}

function* thrown(): Generator<Thrown> {
  for (const file of globSync('**/*.ts', { cwd: SOURCE, exclude: ['**/*.test.ts'] })) {
    const text = readFileSync(join(SOURCE, file), 'utf8');
    // What they find against a change is thrown elsewhere.
    if (file.endsWith('alias-rules.ts')) {
      for (const [, reason = ''] of text.matchAll(/\breason: '([a-z-]+)'/g))
        yield { code: 'no-permission', reason, file };
    }
    for (const [, code = '', rest = ''] of text.matchAll(/new Failure\(\s*'([a-z-]+)'([^;]*)/g)) {
      for (const [, reason = ''] of rest.matchAll(/\breason: '([a-z-]+)'/g)) yield { code, reason, file };
    }
    for (const [, reason = ''] of text.matchAll(/webauthnFailure\('([a-z-]+)'/g))
      yield { code: 'invalid', reason, file };
  }
}

const all = [...thrown()].filter(({ reason }) => !INTERNAL.includes(reason));

test('they are found', () => {
  const reasons = all.map(({ reason }) => reason);
  expect(reasons).toEqual(expect.arrayContaining(['privilege-withheld', 'owners-only', 'webauthn-counter']));
});

describe.each(LANGUAGES)('%s', (language) => {
  test.each(all)('$code, $reason', ({ code, reason }) => {
    const say = (detail: object) =>
      failureText(translator(language), { code: code as FailureCode, message: 'x', detail: { ...detail } });
    expect(say({ reason })).not.toBe(say({}));
  });
});
