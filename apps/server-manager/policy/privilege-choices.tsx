/** What a level says of each privilege: given, withheld, or nothing, so that the wider levels decide. DI8 */
import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import type { PrivilegeName } from '../../../src/wire/admin/privilege-schemas.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import classes from './privilege-choices.module.css';
import { PRIVILEGES, type PrivilegeValue, type PrivilegeValues } from './privileges.ts';

interface Props {
  readonly values: PrivilegeValues;
  readonly isDisabled?: boolean;
  /** What can be said; a level that has none above it inherits nothing. */
  readonly choices?: readonly PrivilegeValue[];
  /** Beside a privilege: what holds now, and who says so. */
  readonly note?: (privilege: PrivilegeName) => ReactNode;
  onChange(values: PrivilegeValues): void;
}

const ALL_CHOICES = ['inherit', 'give', 'withhold'] as const;

export function PrivilegeChoices({ values, isDisabled = false, choices = ALL_CHOICES, note, onChange }: Props) {
  const { t } = useI18n();
  const data = choices.map((value) => ({
    value,
    label: t(`server.privilege.${value}`),
  }));
  return (
    <ul className={classes.list}>
      {PRIVILEGES.map((privilege) => (
        <li key={privilege} className={classes.row}>
          <div>
            <div>{t(`server.privilege.name.${privilege}`)}</div>
            {note && <div className={classes.note}>{note(privilege)}</div>}
          </div>
          <SegmentedControl
            size="xs"
            aria-label={t(`server.privilege.name.${privilege}`)}
            data={data}
            value={values[privilege]}
            disabled={isDisabled}
            onChange={(value) => onChange({ ...values, [privilege]: value })}
          />
        </li>
      ))}
    </ul>
  );
}
