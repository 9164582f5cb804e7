/** What a user is called, and how he is reached. DI2 */
import { Checkbox, Select, TextInput } from '@mantine/core';
import { useLocation } from 'wouter';
import { LANGUAGES } from '../../../../locales/translator.ts';
import { useChange } from '../../../shared/api/use-api.ts';
import { Notice } from '../../../shared/feedback/notice.tsx';
import { useDone } from '../../../shared/feedback/use-done.ts';
import { FieldRow, FormBody } from '../../../shared/form/form-body.tsx';
import { useForm } from '../../../shared/form/use-form.ts';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { LANGUAGE_NAMES } from '../../../shared/i18n/language.ts';
import { Section } from '../../../shared/layout/page.tsx';
import { toSegment } from '../../../shared/layout/path-segment.ts';
import { useSession } from '../../../shared/session/session.tsx';
import type { UserTabProps } from './one-user.tsx';
import { Tab } from './tab.tsx';
import { useKeptFields } from './use-kept-fields.ts';

const ROWS = [
  ['firstName', 'lastName'],
  ['title', 'office'],
  ['workPhone', 'mobilePhone'],
  ['homePhone', 'fax'],
  ['pager', 'alternateMail'],
] as const;
const ALSO_STALE = ['alias', 'group', 'quota', 'policy', 'audit', 'search'];

export function UserProfile({ user }: UserTabProps) {
  const { t } = useI18n();
  const { may } = useSession();
  const done = useDone();
  const [, navigate] = useLocation();
  const update = useChange('user.update', ALSO_STALE);
  const { userId, mail, profile, language, isListed } = user;
  const form = useForm({ userId, mail, ...profile, language: language ?? '', isListed }, update.failure);
  const kept = useKeptFields(user);
  const isReadOnly = !may('user.update');
  const isDisabled = (name: string) => isReadOnly || kept.has(name);

  const save = async () => {
    const { userId: newId, mail: newMail, language: spoken, isListed: listed, ...fields } = form.changes;
    const body = {
      ...(newId === undefined ? {} : { userId: newId }),
      ...(newMail === undefined ? {} : { mail: newMail }),
      ...(spoken === undefined ? {} : { language: spoken === '' ? null : (spoken as 'en') }),
      ...(listed === undefined ? {} : { isListed: listed }),
      ...(Object.keys(fields).length === 0 ? {} : { profile: fields }),
    };
    const saved = await update.run({ path: { userId }, body });
    if (saved === null) return;
    form.reset(form.values);
    if (saved.userId !== userId) navigate(`/${toSegment(saved.userId)}`, { replace: true });
    await done(t('web.saved'), { kind: 'user', name: userId });
  };

  return (
    <Tab>
      {user.isMirrored && (
        <Notice title={t('server.users.mirrored.title')}>
          {t('server.users.mirrored.text', { directory: kept.url ?? '' })}
        </Notice>
      )}
      <Section title={t('server.users.tab.profile')}>
        <FormBody
          failure={form.otherFailure}
          isRunning={update.isRunning}
          isBlocked={isReadOnly || !form.isChanged}
          onSubmit={() => void save()}
        >
          <FieldRow>
            <TextInput
              label={t('server.users.user-id')}
              description={t('server.users.user-id.hint')}
              {...form.text('userId')}
              disabled={isDisabled('userId')}
              autoComplete="off"
            />
            <TextInput
              label={t('server.users.mail')}
              description={t('server.users.mail.hint')}
              {...form.text('mail')}
              disabled={isDisabled('mail')}
              autoComplete="off"
            />
          </FieldRow>
          {ROWS.map((names) => (
            <FieldRow key={names[0]}>
              {names.map((name) => (
                <TextInput
                  key={name}
                  label={t(`web.profile.${name}`)}
                  {...(name === 'alternateMail' && { description: t('server.users.alternate-mail.hint') })}
                  {...form.text(name)}
                  disabled={isDisabled(name)}
                  autoComplete="off"
                />
              ))}
            </FieldRow>
          ))}
          <Select
            label={t('web.profile.language')}
            data={[
              { value: '', label: t('web.profile.language.none') },
              ...LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] })),
            ]}
            value={form.values.language}
            onChange={(value) => form.set('language', value ?? '')}
            allowDeselect={false}
            disabled={isReadOnly}
          />
          <Checkbox
            label={t('server.users.listed')}
            description={t('server.users.listed.hint')}
            {...form.flag('isListed')}
            disabled={isReadOnly}
          />
        </FormBody>
      </Section>
    </Tab>
  );
}
