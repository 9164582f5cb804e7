/** The first people: a few rows with names; all else is proposed. Many come from a table. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Answer } from '../../../shared/api/call.ts';
import { useChange } from '../../../shared/api/use-api.ts';
import { Notice } from '../../../shared/feedback/notice.tsx';
import { formatCsv } from '../../../shared/files/csv.ts';
import { FormBody } from '../../../shared/form/form-body.tsx';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { Section } from '../../../shared/layout/page.tsx';
import { proposeUserId } from '../../users/create/address-proposal.ts';
import classes from '../start.module.css';
import type { StepProps } from '../start.tsx';
import { MadeUsers } from './made-users.tsx';
import { NEW_PERSON, type NewPerson, PersonRow } from './person-row.tsx';

type Report = Answer<'user.import'>;

const FIRST_ROWS = 3;

export function UsersStep({ facts: { primaryDomain, userCount } }: StepProps) {
  const { t } = useI18n();
  const make = useChange('user.import', ['domain', 'quota', 'audit', 'search']);
  const [people, setPeople] = useState<readonly NewPerson[]>(Array(FIRST_ROWS).fill(NEW_PERSON));
  const [report, setReport] = useState<Report | null>(null);
  const named = people.filter((person) => userIdOf(person) !== '');
  const submit = async () => {
    const rows = named.map((person) => {
      const userId = userIdOf(person);
      return [userId, `${userId}@${primaryDomain}`, person.firstName, person.lastName];
    });
    const csv = formatCsv([['userId', 'mail', 'firstName', 'lastName'], ...rows]);
    const made = await make.run({ body: { csv, generatePasswords: true } });
    if (made === null) return;
    setReport(made);
    // Who was refused stays, to be corrected.
    const refused = new Set(made.refused.map(({ userId }) => userId));
    const left = named.filter((person) => refused.has(userIdOf(person)));
    setPeople(left.length === 0 ? Array(FIRST_ROWS).fill(NEW_PERSON) : left);
  };
  return (
    <>
      {report !== null && <MadeUsers report={report} />}
      <Section title={t('server.start.users')} lead={t('server.start.users.lead')}>
        {userCount > 1 && <Notice kind="good">{t('server.start.users.there', { count: userCount })}</Notice>}
        <FormBody
          action={t('server.start.users.make', { count: Math.max(1, named.length) })}
          failure={make.failure}
          isRunning={make.isRunning}
          isBlocked={named.length === 0}
          onSubmit={() => void submit()}
        >
          <ol className={classes.rows}>
            {people.map((person, index) => (
              <PersonRow
                key={index}
                number={index + 1}
                person={person}
                userId={userIdOf(person)}
                domain={primaryDomain}
                onChange={(changed) => setPeople(people.map((each, at) => (at === index ? changed : each)))}
              />
            ))}
          </ol>
          <div>
            <Button size="compact-sm" variant="subtle" onClick={() => setPeople([...people, NEW_PERSON])}>
              {t('server.start.users.more')}
            </Button>
          </div>
        </FormBody>
        <p>
          {t('server.start.users.many')} <Link href="~/msg/server/users/-import">{t('server.users.import.title')}</Link>
        </p>
      </Section>
    </>
  );
}

/** Empty while there is no name. */
function userIdOf({ firstName, lastName, userId }: NewPerson): string {
  return (userId ?? proposeUserId(firstName, lastName)).trim();
}
