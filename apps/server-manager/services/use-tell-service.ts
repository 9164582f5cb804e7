/** Says what came of a change of a service: it may have been started, and yet not work. */
import { useCallback } from 'react';
import type { ServiceView } from '../../../src/wire/admin/endpoints/service.ts';
import { useToast } from '../../shared/feedback/toasts.tsx';
import { useDone } from '../../shared/feedback/use-done.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';

type Tell = (verb: 'start' | 'stop' | 'restart', after: ServiceView) => Promise<void>;

export function useTellService(): Tell {
  const { t } = useI18n();
  const toast = useToast();
  const done = useDone();
  return useCallback(
    async (verb, { name: service, state }) => {
      const name = t(`server.services.name.${service}`);
      if (state === 'failed') toast({ text: t('server.services.done.failed', { name }), kind: 'refused' });
      else await done(t(`server.services.done.${verb}`, { name }), { kind: 'service', name: service });
    },
    [t, toast, done],
  );
}
