/** Says what came of a change of a service: it may have been started, and yet not work. */
import { useCallback } from 'react';
import type { ServiceView } from '../../../src/wire/admin/endpoints/service.ts';
import { useToast } from '../../shared/feedback/toasts.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';

type Tell = (verb: 'start' | 'stop' | 'restart', after: ServiceView) => void;

export function useTellService(): Tell {
  const { t } = useI18n();
  const toast = useToast();
  return useCallback(
    (verb, { name: service, state }) => {
      const name = t(`server.services.name.${service}`);
      if (state === 'failed') toast({ text: t('server.services.done.failed', { name }), kind: 'refused' });
      else toast({ text: t(`server.services.done.${verb}`, { name }) });
    },
    [t, toast],
  );
}
