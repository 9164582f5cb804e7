/**
 * What is answered to a certificate authority that asks over HTTP whether a name leads here: RFC 8555 section 8.3. Only
 * what was put here is ever answered, and a token of a stranger is never repeated.
 */
export interface ChallengeAnswers {
  /** Null for a token that nobody has given here. */
  answer(token: string): string | null;
  put(token: string, answer: string): void;
  remove(token: string): void;
}

export function createChallengeAnswers(): ChallengeAnswers {
  const answers = new Map<string, string>();
  return {
    answer: (token) => answers.get(token) ?? null,
    put: (token, answer) => void answers.set(token, answer),
    remove: (token) => void answers.delete(token),
  };
}
