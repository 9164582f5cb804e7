/** Who may change the members, with what that means below it. DI3 */
import { Select } from '@mantine/core';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { MEMBERSHIPS, type Membership } from './memberships.ts';

interface Props {
  readonly value: Membership;
  readonly isDisabled?: boolean;
  onChange(value: Membership): void;
}

export function MembershipSelect({ value, isDisabled = false, onChange }: Props) {
  const { t } = useI18n();
  return (
    <Select
      label={t('server.aliases.membership')}
      description={t(`server.aliases.membership.${value}.hint`)}
      data={MEMBERSHIPS.map((each) => ({ value: each, label: t(`server.aliases.membership.${each}`) }))}
      value={value}
      onChange={(next) => onChange(next ?? value)}
      disabled={isDisabled}
      allowDeselect={false}
    />
  );
}
