/** Why signing in was refused, in words; and how long one has to wait where too many have failed. */
import type { ApiFailure } from '../api/failure.ts';
import { useI18n } from '../i18n/i18n.tsx';

/** Null where nothing was refused. */
export function useSignInFailure(failure: ApiFailure | null): string | null {
  const { t, explain, formats } = useI18n();
  if (failure === null) return null;
  const { retryAfterSeconds } = failure.detail;
  if (failure.code !== 'too-many' || typeof retryAfterSeconds !== 'number') return explain(failure);
  return t('web.sign-in.locked', { time: formats.duration(wholeMinutes(retryAfterSeconds)) });
}

/** Nobody counts seconds, and what is shown must not be too short. */
function wholeMinutes(seconds: number): number {
  return Math.max(1, Math.ceil(seconds / 60)) * 60;
}
