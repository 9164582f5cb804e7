/** Why a user was not deleted: what depends on him, in sentences. DI5 */

import type { Answer } from '../../../shared/api/call.ts';
import type { ApiFailure } from '../../../shared/api/failure.ts';
import type { Text } from '../../../shared/i18n/i18n.tsx';

type Dependent = Answer<'user.dependents'>['dependents'][number];

/** Null where it was refused for something else. */
export function dependentsText(t: Text, { code, detail }: ApiFailure): string | null {
  const named = Array.isArray(detail.dependents) ? (detail.dependents as readonly unknown[]) : [];
  const dependents = named.filter(isDependent);
  if (code !== 'in-use' || dependents.length === 0) return null;
  return dependents.map(({ kind, name }) => t(`dependent.${kind}`, { what: name })).join(' ');
}

function isDependent(value: unknown): value is Dependent {
  return typeof value === 'object' && value !== null && 'kind' in value && 'name' in value;
}
