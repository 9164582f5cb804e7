/** What is wrong with a value that somebody gave, in a form that the catalogue of texts can say in every language. */

/** The closed list. The catalogue has a text for each: `failure.value.KIND`. */
export type ValueProblemKind =
  | 'missing'
  | 'empty'
  | 'wrong-type'
  | 'not-a-number'
  | 'not-a-number-or-none'
  | 'not-a-size'
  | 'not-a-quota'
  | 'not-a-duration'
  | 'not-a-time'
  | 'not-a-network'
  | 'not-a-domain'
  | 'not-an-address'
  | 'not-a-block-list'
  | 'not-a-filter'
  | 'filter-conflict'
  | 'not-certificates'
  | 'not-a-public-server'
  | 'not-one-of'
  | 'too-small'
  | 'too-large'
  | 'too-short'
  | 'too-long'
  | 'too-many'
  | 'unknown-field'
  | 'not-acceptable';

/** A kind and the values of its text. Goes into the `detail` of a Failure, beside `field`. */
export interface ValueProblem {
  readonly problem: ValueProblemKind;
  readonly [value: string]: unknown;
}

/** An issue as zod reports it: what is read of it here. */
export interface SchemaIssue {
  readonly code?: string | undefined;
  readonly message?: unknown;
  readonly expected?: unknown;
  readonly values?: unknown;
  readonly origin?: unknown;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly keys?: unknown;
  readonly errors?: unknown;
  readonly params?: unknown;
}

/** Of a value that fits no branch of a union: the less general the better, so these come last, the last of them first. */
const GENERAL: readonly ValueProblemKind[] = ['wrong-type', 'missing', 'not-acceptable', 'not-one-of', 'not-a-number'];

/** Of an issue that a schema raised itself (`custom`), `params` is the problem. */
export function valueProblem(issue: SchemaIssue): ValueProblem {
  switch (issue.code) {
    case 'custom':
      return isValueProblem(issue.params) ? issue.params : { problem: 'not-acceptable' };
    case 'invalid_type':
      return wrongType(issue);
    case 'invalid_value':
      return { problem: 'not-one-of', options: issue.values };
    case 'too_small':
      return tooSmall(issue.origin, issue.minimum);
    case 'too_big':
      return tooLarge(issue.origin, issue.maximum);
    case 'unrecognized_keys':
      return { problem: 'unknown-field', names: issue.keys };
    case 'invalid_union':
      return ofUnion(issue.errors as readonly (readonly SchemaIssue[])[]);
    default:
      return { problem: 'not-acceptable' };
  }
}

function wrongType({ expected, message }: SchemaIssue): ValueProblem {
  // An issue does not carry the value: of one that is not there only the message tells.
  if (typeof message === 'string' && message.endsWith('received undefined')) return { problem: 'missing' };
  return { problem: isNumeric(expected) ? 'not-a-number' : 'wrong-type' };
}

function ofUnion(branches: readonly (readonly SchemaIssue[])[]): ValueProblem {
  const problems = branches.flat().map(valueProblem);
  const rank = ({ problem }: ValueProblem) => GENERAL.indexOf(problem);
  const [particular] = problems.filter((one) => rank(one) < 0);
  return particular ?? problems.toSorted((a, b) => rank(b) - rank(a))[0] ?? { problem: 'not-acceptable' };
}

function tooSmall(origin: unknown, min: unknown): ValueProblem {
  if (origin !== 'string' && origin !== 'array') return { problem: 'too-small', min };
  return Number(min) === 1 ? { problem: 'empty' } : { problem: 'too-short', min };
}

function tooLarge(origin: unknown, max: unknown): ValueProblem {
  if (origin === 'array') return { problem: 'too-many', max };
  return { problem: origin === 'string' ? 'too-long' : 'too-large', max };
}

function isNumeric(expected: unknown): boolean {
  return expected === 'int' || expected === 'number';
}

function isValueProblem(value: unknown): value is ValueProblem {
  return typeof value === 'object' && value !== null && 'problem' in value;
}
