import { Failure } from '../../../base/failure.ts';

/** Says nothing of what was looked for. */
export function notFound(): Failure {
  return new Failure('not-found', 'no such page');
}
