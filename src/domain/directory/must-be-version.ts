import { Failure } from '../../base/failure.ts';

/**
 * What was decided on must be what is there now.
 *
 * @param expected the version that was looked at; undefined: whatever it is. Throws Failure `conflict`.
 */
export function mustBeVersion({ version }: { readonly version: number }, expected: number | undefined): void {
  if (expected === undefined || expected === version) return;
  throw new Failure('conflict', 'changed since it was looked at');
}
