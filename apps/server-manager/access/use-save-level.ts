/** Each level is kept where it belongs: the server's in a setting, the others with the domain, the group, the person. */
import type { ApiFailure } from '../../shared/api/failure.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { useDone } from '../../shared/feedback/use-done.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { type PrivilegeValues, privilegePatch } from '../policy/privileges.ts';
import { type AccessLevel, withheldOf } from './access-level.ts';

const STALE = ['policy', 'user', 'audit', 'me'];
const SETTING = 'withheldPrivileges';

interface SaveLevel {
  /** Resolves with whether it was taken. */
  save(values: PrivilegeValues): Promise<boolean>;
  readonly failure: ApiFailure | null;
  readonly isRunning: boolean;
}

export function useSaveLevel({ kind, name, values: before }: AccessLevel): SaveLevel {
  const { t } = useI18n();
  const done = useDone();
  const setting = useChange('settings.set', STALE);
  const domain = useChange('domain.update', STALE);
  const group = useChange('group.update', STALE);
  const user = useChange('user.update', STALE);
  const send = (values: PrivilegeValues): Promise<unknown> => {
    const input = { path: { name }, body: { accountPolicy: { privileges: privilegePatch(before, values) } } };
    switch (kind) {
      case 'server':
        return setting.run({ path: { name: SETTING }, body: { value: withheldOf(values) } });
      case 'domain':
        return domain.run(input);
      case 'group':
        return group.run(input);
      case 'user':
        return user.run({ path: { userId: name }, body: { privileges: privilegePatch(before, values) } });
    }
  };
  const change = { server: setting, domain, group, user }[kind];
  return {
    async save(values) {
      if ((await send(values)) === null) return false;
      const target = kind === 'server' ? { kind: 'setting' as const, name: SETTING } : { kind, name };
      await done(t('web.saved'), target);
      return true;
    },
    failure: change.failure,
    isRunning: change.isRunning,
  };
}
