/** The control of one setting with its buttons. What the server refuses is said beside it. */
import { Button } from '@mantine/core';
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { settingText } from '../../../locales/setting-text.ts';
import type { JsonValue, SettingView } from '../../../src/wire/admin/schemas.ts';
import { useChange } from '../../shared/api/use-api.ts';
import { useDone } from '../../shared/feedback/use-done.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import classes from './settings.module.css';
import { ValueEditor } from './value-editor.tsx';

interface Props {
  readonly setting: SettingView;
  onEnd(): void;
}

export function SettingForm({ setting, onEnd }: Props) {
  const { t, explain } = useI18n();
  const done = useDone();
  const change = useChange('settings.set', ['audit', 'health', 'policy']);
  const [value, setValue] = useState<JsonValue>(setting.value);
  const form = useRef<HTMLFormElement>(null);
  const { name } = setting;
  useEffect(() => form.current?.querySelector<HTMLElement>('input, textarea')?.focus(), []);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if ((await change.run({ path: { name }, body: { value: cleaned(value) } })) === null) return;
    onEnd();
    await done(t('server.settings.saved', { name }), { kind: 'setting', name });
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) onEnd();
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape is pressed in one of its fields
    <form ref={form} className={classes.form} noValidate onSubmit={(event) => void save(event)} onKeyDown={onKey}>
      <ValueEditor
        form={setting.form}
        value={value}
        label={settingText(t, setting)}
        error={change.failure === null ? null : explain(change.failure)}
        onChange={setValue}
      />
      <div className={classes.buttons}>
        <Button type="submit" size="compact-sm" loading={change.isRunning}>
          {t('web.save')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onEnd}>
          {t('web.cancel')}
        </Button>
      </div>
    </form>
  );
}

/** Lines that nobody has written anything on are none. */
function cleaned(value: JsonValue): JsonValue {
  return Array.isArray(value) ? value.filter((each) => typeof each !== 'string' || each.trim() !== '') : value;
}
