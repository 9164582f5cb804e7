/** Starts a service, which takes nothing from anybody, and tells what came of it. */
import { useEffect } from 'react';
import type { ServiceView } from '../../../src/wire/admin/endpoints/service.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { useToast } from '../../shared/feedback/toasts.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { useTellService } from './use-tell-service.ts';

interface StartService {
  start(service: ServiceView): Promise<void>;
  readonly isRunning: boolean;
}

export function useStartService(): StartService {
  const { explain } = useI18n();
  const change = useChange('service.start', ['health', 'audit']);
  const toast = useToast();
  const tell = useTellService();
  const { failure } = change;
  // There is no form that it could be shown in.
  useEffect(() => {
    if (failure !== null) toast({ text: explain(failure), kind: 'refused' });
  }, [failure, toast, explain]);
  return {
    async start({ name }) {
      const after = await change.run({ path: { name } });
      if (after !== null) tell('start', after);
    },
    isRunning: change.isRunning,
  };
}
