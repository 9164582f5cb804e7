/** Name, telephone numbers and language: what others find in the address book. PM1 */
import { Select, TextInput } from '@mantine/core';
import { LANGUAGES, type LanguageCode } from '../../../locales/translator.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useToast } from '../../shared/feedback/toasts.tsx';
import { FieldRow, FormBody } from '../../shared/form/form-body.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { LANGUAGE_NAMES } from '../../shared/i18n/language.ts';
import { Page, Section } from '../../shared/layout/page.tsx';
import { type Me, useSession } from '../../shared/session/session.tsx';

const HELP = { texts: ['my.profile.help.1', 'my.profile.help.2'], guide: 'user/profile' } as const;
const ROWS = [
  ['firstName', 'lastName'],
  ['title', 'office'],
  ['workPhone', 'mobilePhone'],
  ['homePhone', 'fax'],
  ['pager'],
] as const;

/** '' is none of one's own. */
type Values = Me['profile'] & { readonly language: LanguageCode | '' };

export function Profile() {
  const { t } = useI18n();
  const { me, has } = useSession();
  const toast = useToast();
  const update = useChange('me.update');
  const form = useForm<Values>({ ...me.profile, language: me.language ?? '' }, update.failure);
  const mayChange = has('change-profile');
  const save = async () => {
    const { language, ...profile } = form.changes;
    const body = {
      ...(Object.keys(profile).length === 0 ? {} : { profile }),
      ...(language === undefined ? {} : { language: language === '' ? null : language }),
    };
    if ((await update.run({ body })) === null) return;
    form.reset(form.values);
    toast({ text: t('web.saved') });
  };
  return (
    <Page
      title={t('my.profile')}
      lead={t('my.profile.lead')}
      help={HELP}
      commands={[`mailroom user update ${me.userId} --first-name NAME --work-phone NUMBER`]}
      width="form"
    >
      {!mayChange && (
        <Notice kind={form.isChanged ? 'warning' : 'info'}>{t(form.isChanged ? 'my.withdrawn' : 'my.withheld')}</Notice>
      )}
      {me.isMirrored && <Notice>{t('my.profile.elsewhere')}</Notice>}
      <Section title={me.mail}>
        <FormBody
          failure={form.otherFailure}
          isRunning={update.isRunning}
          isBlocked={!mayChange || !form.isChanged}
          onSubmit={() => void save()}
        >
          {ROWS.map((names) => (
            <FieldRow key={names[0]}>
              {names.map((name) => (
                <TextInput key={name} label={t(`web.profile.${name}`)} {...form.text(name)} disabled={!mayChange} />
              ))}
            </FieldRow>
          ))}
          <Select
            label={t('web.profile.language')}
            description={t('my.profile.language.hint')}
            data={[
              { value: '', label: t('web.profile.language.none') },
              ...LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] })),
            ]}
            value={form.values.language}
            onChange={(value) => form.set('language', value ?? '')}
            allowDeselect={false}
            disabled={!mayChange}
          />
        </FormBody>
      </Section>
    </Page>
  );
}
