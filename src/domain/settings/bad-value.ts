/** The failure for a value that a schema refuses. */
import { translator } from '../../../locales/index.ts';
import { textValues } from '../../../locales/text-values.ts';
import { Failure } from '../../base/failure.ts';
import { type SchemaIssue, valueProblem } from '../../base/value-problem.ts';

const english = translator('en');

/** Failure `invalid`. Its detail is `field` and a `ValueProblem`, from which a client makes a sentence in its own language. */
export function badValue(field: string, issue: SchemaIssue): Failure {
  const problem = valueProblem(issue);
  const reason = english(`failure.value.${problem.problem}`, textValues({ ...problem, field }));
  return new Failure('invalid', reason, { detail: { field, reason, ...problem } });
}
