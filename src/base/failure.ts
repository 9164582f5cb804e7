/**
 * Expected failures: the one error type with a meaning for callers. Whatever else is thrown is a bug.
 *
 * Each protocol maps these codes to its own terms in one table that does not compile with a row missing.
 */
export type FailureCode =
  /** The named thing does not exist, or the caller may not know that it does. */
  | 'not-found'
  | 'already-exists'
  /** The caller is known, and may not do this. */
  | 'no-permission'
  /** The storage or message quota of the account would be exceeded; nothing was changed. */
  | 'over-quota'
  /** One thing is larger than its limit allows. */
  | 'too-large'
  /** More things, or more requests in a time, than the limit allows. */
  | 'too-many'
  /** A value that can never be accepted in this place. */
  | 'invalid'
  /** Something else depends on it; `detail.dependents` says what. */
  | 'in-use'
  /** A precondition no longer holds: read again and decide again. */
  | 'conflict'
  | 'authentication-failed'
  /** The account exists and is switched off. */
  | 'disabled'
  /** Temporarily impossible: the same request may succeed later. */
  | 'unavailable'
  /** Disk space is short: only what frees space still works. */
  | 'no-space'
  | 'unsupported';

export interface FailureOptions {
  /** Values for the message's catalogue text and for logs; never secrets. */
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly detail: Readonly<Record<string, unknown>>;

  /** @param message a short English sentence for the log; what a peer reads comes from the protocol's own table. */
  constructor(code: FailureCode, message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.detail = options.detail ?? {};
  }
}

export function isFailure(value: unknown, code?: FailureCode): value is Failure {
  return value instanceof Failure && (code === undefined || value.code === code);
}
