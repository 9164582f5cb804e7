/** One of the first people. */
import { TextInput } from '@mantine/core';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import classes from '../start.module.css';

export interface NewPerson {
  readonly firstName: string;
  readonly lastName: string;
  /** Null: as it is proposed of the name. */
  readonly userId: string | null;
}

export const NEW_PERSON: NewPerson = { firstName: '', lastName: '', userId: null };

interface Props {
  readonly number: number;
  readonly person: NewPerson;
  readonly userId: string;
  readonly domain: string;
  onChange(person: NewPerson): void;
}

export function PersonRow({ number, person, userId, domain, onChange }: Props) {
  const { t } = useI18n();
  return (
    <li className={classes.row} aria-label={t('server.start.users.person', { number })}>
      <TextInput
        label={t('web.profile.firstName')}
        value={person.firstName}
        onChange={(event) => onChange({ ...person, firstName: event.currentTarget.value })}
        autoComplete="off"
      />
      <TextInput
        label={t('web.profile.lastName')}
        value={person.lastName}
        onChange={(event) => onChange({ ...person, lastName: event.currentTarget.value })}
        autoComplete="off"
      />
      <TextInput
        label={t('server.users.user-id')}
        value={userId}
        onChange={(event) => onChange({ ...person, userId: event.currentTarget.value })}
        rightSection={<span aria-hidden="true">@{domain}</span>}
        rightSectionWidth={`${domain.length + 3}ch`}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
    </li>
  );
}
