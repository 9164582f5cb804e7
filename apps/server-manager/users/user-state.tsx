/** Whether a user is in use, as a word. */
import { StateMark } from '../../shared/feedback/state-mark.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';

type State = 'enabled' | 'disabled' | 'archived';

const KINDS = { enabled: 'good', disabled: 'warning', archived: 'quiet' } as const;

export function UserState({ state }: { readonly state: State }) {
  const { t } = useI18n();
  return <StateMark kind={KINDS[state]}>{t(`server.users.state.${state}`)}</StateMark>;
}

export function stateOf({ isEnabled, archivedAt }: { isEnabled: boolean; archivedAt: string | null }): State {
  if (archivedAt !== null) return 'archived';
  return isEnabled ? 'enabled' : 'disabled';
}
