/** The control for a value, as its kind asks for it: a number with a unit, a choice, a list, a text. */
import { Checkbox, NumberInput, SegmentedControl, Select, Stack, Textarea, TextInput } from '@mantine/core';
import type { JsonValue, SettingFormView } from '../../../src/wire/admin/schemas.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { QuantityEditor } from './quantity-editor.tsx';
import { choiceText, plainText } from './setting-text.ts';

export interface EditorProps<F = SettingFormView> {
  readonly form: F;
  readonly value: JsonValue;
  /** What the value is for. */
  readonly label: string;
  readonly error: string | null;
  onChange(value: JsonValue): void;
}

type FormOf<K extends SettingFormView['kind']> = Extract<SettingFormView, { kind: K }>;

const MAX_ROWS = 12;
const MIN_ROWS = 3;

export function ValueEditor({ form, ...rest }: EditorProps) {
  switch (form.kind) {
    case 'choice':
      return <ChoiceEditor form={form} {...rest} />;
    case 'list':
      return form.options === null ? <ListEditor {...rest} /> : <SetEditor options={form.options} {...rest} />;
    case 'text':
      return <TextEditor {...rest} />;
    default:
      return <NumberEditor form={form} {...rest} />;
  }
}

function ChoiceEditor({ form: { options }, value, label, error, onChange }: EditorProps<FormOf<'choice'>>) {
  const { t } = useI18n();
  const data = options.map((option) => ({ value: option, label: choiceText(t, option) }));
  if (options.length === 2 && error === null) {
    return <SegmentedControl data={data} value={plainText(value)} onChange={onChange} aria-label={label} />;
  }
  return (
    <Select
      aria-label={label}
      data={data}
      value={plainText(value)}
      error={error}
      allowDeselect={false}
      onChange={(next) => onChange(next ?? '')}
    />
  );
}

function ListEditor({ value, label, error, onChange }: Omit<EditorProps, 'form'>) {
  const { t } = useI18n();
  const text = Array.isArray(value) ? value.map(plainText).join('\n') : plainText(value ?? '');
  return (
    <Textarea
      aria-label={label}
      description={t('server.settings.one-a-line')}
      value={text}
      error={error}
      rows={Math.min(Math.max(text.split('\n').length + 1, MIN_ROWS), MAX_ROWS)}
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value === '' ? [] : event.currentTarget.value.split('\n'))}
    />
  );
}

interface SetProps extends Omit<EditorProps, 'form'> {
  readonly options: readonly string[];
}

function SetEditor({ options, value, label, error, onChange }: SetProps) {
  const { t } = useI18n();
  const chosen = Array.isArray(value) ? value.map(plainText) : [];
  return (
    <Checkbox.Group aria-label={label} value={chosen} error={error} onChange={onChange}>
      <Stack gap="xs">
        {options.map((option) => (
          <Checkbox key={option} value={option} label={choiceText(t, option)} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

function TextEditor({ value, label, error, onChange }: Omit<EditorProps, 'form'>) {
  return (
    <TextInput
      aria-label={label}
      value={plainText(value ?? '')}
      error={error}
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function NumberEditor({ form, value, label, error, onChange }: EditorProps<FormOf<'number' | 'size' | 'duration'>>) {
  const { t } = useI18n();
  const isNone = value === null;
  const shown = typeof value === 'number' ? value : form.min;
  return (
    <>
      {form.mayBeNone && (
        <Checkbox
          label={t('server.settings.no-limit')}
          checked={isNone}
          onChange={(event) => onChange(event.currentTarget.checked ? null : form.min)}
        />
      )}
      {!isNone &&
        (form.kind === 'number' ? (
          <NumberInput
            aria-label={label}
            value={shown}
            min={form.min}
            max={form.max}
            clampBehavior="none"
            allowDecimal={false}
            error={error}
            onChange={(next) => onChange(Number(next))}
          />
        ) : (
          <QuantityEditor
            kind={form.kind}
            min={form.min}
            max={form.max}
            value={shown}
            label={label}
            error={error}
            onChange={onChange}
          />
        ))}
    </>
  );
}
