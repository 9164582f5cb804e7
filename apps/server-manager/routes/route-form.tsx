/** A route: to which host, how well kept from others, and with which password. MO3 */
import { Checkbox, Modal, NumberInput, PasswordInput, Select, TextInput } from '@mantine/core';
import type { RouteView } from '../../../src/wire/admin/mail-schemas.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { Notice } from '../../shared/feedback/notice.tsx';
import { useDone } from '../../shared/feedback/use-done.ts';
import { FieldRow, FormBody } from '../../shared/form/form-body.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { destinationText, SMART_HOST } from './route-text.ts';

interface Props {
  /** Null: a new one. */
  readonly route: RouteView | null;
  readonly isSmartHost: boolean;
  onEnd(): void;
}

type Tls = RouteView['tls'];

interface Values {
  readonly pattern: string;
  readonly host: string;
  /** Null: the usual one. */
  readonly port: number | null;
  readonly tls: Tls;
  readonly hasSignIn: boolean;
  readonly userName: string;
  readonly password: string;
}

const TLS: readonly Tls[] = ['required', 'implicit', 'opportunistic', 'none'];

export function RouteForm({ route, isSmartHost, onEnd }: Props) {
  const { t } = useI18n();
  const done = useDone();
  const change = useChange('route.set', ['queue', 'audit']);
  const form = useForm<Values>(firstValues(route, isSmartHost), change.failure);
  const { pattern, host, port, tls, hasSignIn, userName, password } = form.values;
  const isIncomplete =
    pattern.trim() === '' || host.trim() === '' || (hasSignIn && (userName === '' || password === ''));
  const save = async () => {
    const body = {
      ...{ host: host.trim(), tls },
      ...(port === null ? {} : { port }),
      ...(hasSignIn ? { userName, password } : {}),
    };
    const name = pattern.trim();
    if ((await change.run({ path: { pattern: name }, body })) === null) return;
    onEnd();
    await done(t('server.routes.saved', { destination: destinationText(t, name) }), { kind: 'route', name });
  };
  return (
    <Modal
      opened
      size="lg"
      onClose={onEnd}
      title={t(isSmartHost ? 'server.routes.smart-host' : route === null ? 'server.routes.new' : 'server.routes.one')}
      closeButtonProps={{ 'aria-label': t('web.close') }}
    >
      <FormBody
        failure={form.otherFailure}
        isRunning={change.isRunning}
        isBlocked={isIncomplete}
        onSubmit={() => void save()}
        onCancel={onEnd}
      >
        {isSmartHost ? (
          <p>{t('server.routes.smart-host.text')}</p>
        ) : (
          <TextInput
            label={t('server.routes.destination')}
            description={t('server.routes.destination.hint')}
            {...form.text('pattern')}
            disabled={route !== null}
            spellCheck={false}
            data-autofocus
          />
        )}
        <FieldRow>
          <TextInput
            label={t('server.routes.host')}
            description={t('server.routes.host.hint')}
            {...form.text('host')}
            spellCheck={false}
          />
          <NumberInput
            label={t('server.routes.port')}
            description={t('server.routes.port.hint')}
            value={port ?? ''}
            min={1}
            max={65_535}
            allowDecimal={false}
            hideControls
            error={form.errorOf('port')}
            onChange={(value) => form.set('port', value === '' ? null : Number(value))}
          />
        </FieldRow>
        <Checkbox label={t('server.routes.signs-in')} {...form.flag('hasSignIn')} />
        {hasSignIn && (
          <>
            <FieldRow>
              <TextInput label={t('server.routes.user')} autoComplete="off" {...form.text('userName')} />
              <PasswordInput
                label={t('server.routes.password')}
                autoComplete="new-password"
                visibilityToggleButtonProps={{ 'aria-label': t('web.password.show') }}
                {...form.text('password')}
              />
            </FieldRow>
            {route !== null && <Notice>{t('server.routes.password.again')}</Notice>}
          </>
        )}
        <Select
          label={t('server.routes.tls')}
          data={TLS.map((value) => ({ value, label: t(`server.routes.tls.${value}`) }))}
          value={tls}
          allowDeselect={false}
          error={form.errorOf('tls')}
          onChange={(value) => form.set('tls', value ?? tls)}
        />
      </FormBody>
    </Modal>
  );
}

function firstValues(route: RouteView | null, isSmartHost: boolean): Values {
  if (route !== null) {
    const { pattern, host, port, tls, userName } = route;
    return { pattern, host, port, tls, hasSignIn: userName !== null, userName: userName ?? '', password: '' };
  }
  return {
    ...{ host: '', port: null, userName: '', password: '' },
    pattern: isSmartHost ? SMART_HOST : '',
    tls: isSmartHost ? 'required' : 'opportunistic',
    hasSignIn: isSmartHost,
  };
}
