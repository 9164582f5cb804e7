/** Where one's own mail is sent on. PM1 */
import { Checkbox, Switch, TagsInput } from '@mantine/core';
import { useChange } from '../../shared/api/use-api.ts';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useToast } from '../../shared/feedback/toasts.tsx';
import { FormBody } from '../../shared/form/form-body.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page, Section } from '../../shared/layout/page.tsx';
import { useSession } from '../../shared/session/session.tsx';

const HELP = {
  texts: ['my.forwarding.help.1', 'my.forwarding.help.2', 'my.forwarding.help.3'],
  guide: 'user/forwarding',
} as const;
/** As many as the server takes. */
const MAX_ADDRESSES = 100;

export function Forwarding() {
  const { t } = useI18n();
  const { me } = useSession();
  const toast = useToast();
  const change = useChange('me.forwarding');
  const form = useForm(
    {
      isOn: me.forwarding !== null,
      forwarding: [...(me.forwarding?.addresses ?? [])],
      keepsCopy: me.forwarding?.keepsCopy ?? true,
    },
    change.failure,
  );
  const { isOn, forwarding: addresses, keepsCopy } = form.values;
  const save = async () => {
    const forwarding = isOn ? { addresses, keepsCopy } : null;
    if ((await change.run({ body: { forwarding } })) === null) return;
    form.reset(form.values);
    toast({ text: t(isOn ? 'my.forwarding.on' : 'my.forwarding.off') });
  };
  return (
    <Page
      title={t('my.forwarding')}
      lead={t('my.forwarding.lead')}
      help={HELP}
      commands={[
        `mailroom user forward ${me.userId} --to ADDRESS --keep-copy`,
        `mailroom user forward ${me.userId} --off`,
      ]}
      width="form"
    >
      <Section title={me.mail}>
        <FormBody
          failure={form.otherFailure}
          isRunning={change.isRunning}
          isBlocked={!form.isChanged || (isOn && addresses.length === 0)}
          onSubmit={() => void save()}
        >
          <Switch label={t('my.forwarding.switch')} {...form.flag('isOn')} />
          {isOn && (
            <>
              <TagsInput
                label={t('my.forwarding.addresses')}
                description={t('my.forwarding.addresses.hint')}
                placeholder={addresses.length === 0 ? t('my.forwarding.sample') : ''}
                value={addresses}
                error={form.errorOf('forwarding')}
                onChange={(value) => form.set('forwarding', value)}
                splitChars={[',', ';', ' ']}
                maxTags={MAX_ADDRESSES}
                acceptValueOnBlur
                inputMode="email"
              />
              <Checkbox label={t('my.forwarding.keep')} {...form.flag('keepsCopy')} />
              {!keepsCopy && <Notice kind="warning">{t('my.forwarding.nothing-stays')}</Notice>}
            </>
          )}
        </FormBody>
      </Section>
    </Page>
  );
}
