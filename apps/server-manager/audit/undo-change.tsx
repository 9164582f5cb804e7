/** Takes a change back, after saying what that means. Where the present is another than the change made, the server says so. */
import { useQueryClient } from '@tanstack/react-query';
import { auditSentence } from '../../../locales/audit-text.ts';
import type { AuditEntryView } from '../../../src/wire/admin/directory-schemas.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { Confirm } from '../../shared/feedback/confirm.tsx';
import { useToast } from '../../shared/feedback/toasts.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { ChangeList } from './change-list.tsx';

interface Props {
  readonly entry: AuditEntryView;
  onClose(): void;
}

export function UndoChange({ entry, onClose }: Props) {
  const { t } = useI18n();
  const toast = useToast();
  const client = useQueryClient();
  const undo = useChange('audit.undo');
  const run = async () => {
    if ((await undo.run({ path: { id: entry.id }, body: {} })) === null) return;
    onClose();
    toast({ text: t('web.undone') });
    // Whatever it was, it may be shown anywhere.
    await client.invalidateQueries();
  };
  return (
    <Confirm
      title={t('server.audit.undo.title')}
      action={t('web.undo')}
      isDangerous={false}
      isRunning={undo.isRunning}
      failure={undo.failure}
      onConfirm={() => void run()}
      onCancel={onClose}
    >
      <p>{auditSentence({ t }, entry)}</p>
      <ChangeList entry={{ ...entry, before: entry.after, after: entry.before }} />
      <p>{t('server.audit.undo.text')}</p>
    </Confirm>
  );
}
