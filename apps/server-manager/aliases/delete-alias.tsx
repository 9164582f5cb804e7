/** Deletes an alias: says who no longer gets what; the server knows what stands against it. */
import { useLocation } from 'wouter';
import type { AliasView } from '../../../src/wire/admin/schemas.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { Confirm } from '../../shared/feedback/confirm.tsx';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useDone } from '../../shared/feedback/use-done.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';

interface Props {
  readonly alias: AliasView;
  /** Domains whose mail to nobody it takes. */
  readonly caught: readonly string[];
  onCancel(): void;
}

export function DeleteAlias({ alias: { mail, members }, caught, onCancel }: Props) {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const done = useDone();
  const remove = useChange('alias.delete', ['user', 'domain', 'audit', 'search']);
  const run = async () => {
    if ((await remove.run({ path: { mail } })) === null) return;
    navigate('/');
    await done(t('server.aliases.deleted', { name: mail }), { kind: 'alias', name: mail });
  };
  return (
    <Confirm
      title={t('server.aliases.delete.title', { name: mail })}
      action={t('server.delete')}
      isRunning={remove.isRunning}
      failure={remove.failure}
      onConfirm={() => void run()}
      onCancel={onCancel}
    >
      <p>{t('server.aliases.delete.text', { count: members.length })}</p>
      {caught.length > 0 && (
        <Notice kind="warning">{t('server.aliases.delete.catches', { name: caught.join(', ') })}</Notice>
      )}
    </Confirm>
  );
}
