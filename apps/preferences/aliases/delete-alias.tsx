/** Deletes an alias: what is sent to it goes back from then on. */
import { useLocation } from 'wouter';
import { useChange } from '../../shared/api/use-api.ts';
import { Confirm } from '../../shared/feedback/confirm.tsx';
import { useToast } from '../../shared/feedback/toasts.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import type { OneAlias } from './alias-page.tsx';

export function DeleteAlias({ alias: { mail, members }, onClose }: { readonly alias: OneAlias; onClose(): void }) {
  const { t } = useI18n();
  const toast = useToast();
  const [, navigate] = useLocation();
  const change = useChange('me.delete-alias');
  const submit = async () => {
    if ((await change.run({ path: { mail } })) === null) return;
    toast({ text: t('my.alias.deleted', { name: mail }) });
    navigate('/', { replace: true });
  };
  return (
    <Confirm
      title={t('my.delete-named', { name: mail })}
      action={t('my.alias.delete')}
      isRunning={change.isRunning}
      failure={change.failure}
      onConfirm={() => void submit()}
      onCancel={onClose}
    >
      <p>{t('my.alias.goes-back', { count: members.length, name: mail })}</p>
    </Confirm>
  );
}
