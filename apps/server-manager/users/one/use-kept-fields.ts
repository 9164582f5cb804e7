/** Which fields of a user a remote directory keeps: they are changed there. DI7 */
import { useMemo } from 'react';
import type { UserView } from '../../../../src/wire/admin/schemas.ts';
import { useRead } from '../../../shared/api/use-api.ts';
import { useSession } from '../../../shared/session/session.tsx';

/** Whatever the directory has, these come from there. */
const ALWAYS_KEPT = ['userId', 'mail', 'isEnabled'];

export interface KeptFields {
  /** Null where nobody has told: the server says it of what is changed. */
  readonly url: string | null;
  has(field: string): boolean;
}

export function useKeptFields({ isMirrored }: Pick<UserView, 'isMirrored'>): KeptFields {
  const { may } = useSession();
  const { data } = useRead('directory.show', {}, { isWanted: isMirrored && may('directory.show') });
  return useMemo(() => {
    const mapped = Object.entries(data?.mapping ?? {}).flatMap(([field, attribute]) => (attribute === '' ? [] : field));
    const kept = new Set(isMirrored ? [...ALWAYS_KEPT, ...mapped] : []);
    return { url: data?.url ?? null, has: (field) => kept.has(field) };
  }, [data, isMirrored]);
}
