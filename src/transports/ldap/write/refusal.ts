import type { Result } from '../../../wire/ldap/response.ts';
import type { ResultName } from '../../../wire/ldap/result-code.ts';

/** Thrown where an operation ends with a result that says more than a kind of failure; nothing was changed. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly result: Result;

  /** @param message for the person at the client: never tells what the code does not tell. */
  constructor(code: ResultName, message: string, matchedName = '') {
    super(`${code}: ${message}`);
    this.result = { code, message, matchedName };
  }
}
