/** Joining an alias and leaving it, each with a way back. */
import type { ApiFailure } from '../../shared/api/failure.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { useToast } from '../../shared/feedback/toasts.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { useSession } from '../../shared/session/session.tsx';

export interface Membership {
  join(mail: string): Promise<void>;
  leave(mail: string): Promise<void>;
  readonly isRunning: boolean;
  readonly failure: ApiFailure | null;
}

export function useMembership(): Membership {
  const { t } = useI18n();
  const { me } = useSession();
  const toast = useToast();
  const { run, isRunning, failure } = useChange('me.update-alias');
  const oneself = [me.userId];
  const join = async (mail: string) => {
    if ((await run({ path: { mail }, body: { addMembers: oneself } })) === null) return;
    toast({
      text: t('my.alias.joined', { name: mail }),
      action: { label: t('web.undo'), run: () => void run({ path: { mail }, body: { removeMembers: oneself } }) },
    });
  };
  const leave = async (mail: string) => {
    if ((await run({ path: { mail }, body: { removeMembers: oneself } })) === null) return;
    toast({
      text: t('my.alias.left', { name: mail }),
      action: { label: t('web.undo'), run: () => void run({ path: { mail }, body: { addMembers: oneself } }) },
    });
  };
  return { join, leave, isRunning, failure };
}
