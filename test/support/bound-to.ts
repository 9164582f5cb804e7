/** A service of the directory as one caller sees it, so that tests need not say each time who calls. */
import type { Caller } from '../../src/domain/access/caller.ts';

/** Without the first parameter of those functions that take a caller. */
export type Bound<S> = {
  readonly [N in keyof S]: S[N] extends (by: Caller, ...rest: infer Rest) => infer Result
    ? (...rest: Rest) => Result
    : S[N];
};

/** @param others functions that take no caller. */
export function boundTo<S extends object>(by: Caller, service: S, ...others: readonly (keyof S)[]): Bound<S> {
  const functions = Object.entries(service) as [keyof S, unknown][];
  const bound = functions.map(([name, member]) =>
    typeof member === 'function' && !others.includes(name) ? [name, member.bind(service, by)] : [name, member],
  );
  return Object.fromEntries(bound) as Bound<S>;
}
