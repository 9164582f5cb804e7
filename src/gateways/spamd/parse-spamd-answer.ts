import { Failure } from '../../base/failure.ts';

export interface SpamdAnswer {
  readonly score: number;
  /** From which score on its administrator calls a message junk. */
  readonly threshold: number;
  /** Names of the rules that fit. */
  readonly rules: readonly string[];
}

const MAX_RULES = 200;

/** The answer to SYMBOLS. Throws Failure `unavailable` for anything else. */
export function parseSpamdAnswer(answer: string): SpamdAnswer {
  const end = answer.indexOf('\r\n\r\n');
  const [first = '', ...headers] = answer.slice(0, Math.max(end, 0)).split('\r\n');
  const code = /^SPAMD\/1\.\d+ (\d+) /.exec(`${first} `)?.[1];
  const spam = headers
    .map((line) => /^Spam: *(?:True|False|Yes|No) *; *(-?\d+(?:\.\d+)?) *\/ *(-?\d+(?:\.\d+)?) *$/i.exec(line))
    .find((match) => match !== null);
  if (code !== '0' || spam === undefined) {
    throw new Failure('unavailable', `spamd answers ${JSON.stringify(answer.slice(0, 200))}`);
  }
  const rules = answer.slice(end).match(/[A-Za-z0-9_]+/g) ?? [];
  return { score: Number(spam?.[1]), threshold: Number(spam?.[2]), rules: rules.slice(0, MAX_RULES) };
}
