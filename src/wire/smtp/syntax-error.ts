/** What is wrong with a command line, so that a session can answer with the code that says so. */
import { Failure } from '../../base/failure.ts';

export type SyntaxProblem =
  /** Not ended by CRLF, or with control characters. RFC 5321 section 2.3.8 */
  | 'line'
  | 'unknown-command'
  | 'argument'
  | 'sender-address'
  | 'recipient-address'
  /** A MAIL or RCPT parameter that was never announced. RFC 5321 section 4.1.1.11 */
  | 'unknown-parameter'
  | 'parameter-value';

export class CommandSyntaxError extends Failure {
  readonly problem: SyntaxProblem;

  constructor(problem: SyntaxProblem, message: string) {
    super('invalid', message);
    this.problem = problem;
  }
}
