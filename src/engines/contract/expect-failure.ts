import { expect } from 'vitest';
import type { Failure, FailureCode } from '../../base/failure.ts';
import type { Operation } from '../../domain/ports/operations.ts';
import type { Store } from '../../domain/ports/store.ts';

/** Applies an operation that must fail with this code. Returns the failure. */
export async function expectFailure(store: Store, operation: Operation, code: FailureCode): Promise<Failure> {
  const [outcome] = await store.apply([operation]);
  if (outcome.ok) throw new Error(`${operation.kind} succeeded, and should fail with ${code}`);
  expect(outcome.failure.code).toBe(code);
  return outcome.failure;
}
