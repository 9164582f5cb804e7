/** Whether DNS has a record, as a word. */
import type { DnsRecordView } from '../../../src/wire/admin/mail-schemas.ts';
import { type StateKind, StateMark } from '../../shared/feedback/state-mark.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';

interface Props {
  readonly record: DnsRecordView;
  readonly isChecking: boolean;
}

export function DnsState({ record: { state, isOptional }, isChecking }: Props) {
  const { t } = useI18n();
  if (state === null) return isChecking ? <StateMark kind="quiet">…</StateMark> : null;
  const kinds: Readonly<Record<typeof state, StateKind>> = {
    ok: 'good',
    missing: isOptional ? 'quiet' : 'bad',
    different: isOptional ? 'quiet' : 'warning',
    unknown: 'quiet',
  };
  return <StateMark kind={kinds[state]}>{t(`server.domains.dns.state.${state}`)}</StateMark>;
}
