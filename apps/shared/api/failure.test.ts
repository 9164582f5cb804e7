import { expect, test } from 'vitest';
import { ApiFailure, asFailure, refusedFields } from './failure.ts';

test('each refused field has its own reason', () => {
  const reasons = [
    { field: 'mail', problem: 'not-an-address' },
    { field: 'password', reason: 'password-too-short' },
  ];
  const fields = refusedFields(new ApiFailure('invalid', '', { field: 'mail', reasons }));
  expect([...fields].map(([name, { detail }]) => [name, detail])).toEqual([
    ['mail', reasons[0]],
    ['password', reasons[1]],
  ]);
});

test('one field without a list of reasons', () => {
  const fields = refusedFields(new ApiFailure('already-exists', '', { field: 'userId', name: 'bob' }));
  expect([...fields.keys()]).toEqual(['userId']);
  expect(refusedFields(new ApiFailure('unavailable', '')).size).toBe(0);
});

test('whatever was thrown is a failure', () => {
  const failure = new ApiFailure('conflict', 'changed');
  expect(asFailure(failure)).toBe(failure);
  expect(asFailure(new TypeError('x'))).toMatchObject({ code: 'unavailable', message: 'x' });
  expect(asFailure('y')).toMatchObject({ code: 'unavailable', message: 'y' });
});
