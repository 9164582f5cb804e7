/** What the server refused, or what kept a request from being answered. */
import type { FailureCode } from '../../../locales/failure-text.ts';

export class ApiFailure extends Error {
  readonly code: FailureCode;
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(code: FailureCode, message: string, detail: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'ApiFailure';
    this.code = code;
    this.detail = detail;
  }
}

/** Of anything that was thrown. */
export function asFailure(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error;
  return new ApiFailure('unavailable', error instanceof Error ? error.message : String(error));
}

/** Why each field was refused, by the name of the field. */
export function refusedFields({ code, message, detail }: ApiFailure): ReadonlyMap<string, ApiFailure> {
  const reasons = Array.isArray(detail.reasons) ? (detail.reasons as { field?: unknown }[]) : [detail];
  return new Map(
    reasons.flatMap((reason) =>
      typeof reason.field === 'string' ? [[reason.field, new ApiFailure(code, message, reason)] as const] : [],
    ),
  );
}
