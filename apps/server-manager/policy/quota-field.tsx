/** A limit: that of the wider level, none, or one of its own. ST6 */
import { NumberInput, Select } from '@mantine/core';
import { useState } from 'react';
import { FieldRow } from '../../shared/form/form-body.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { joinSize, type Quota, SIZE_UNITS, type SizeUnit, splitSize } from './quota.ts';

interface Props {
  readonly label: string;
  readonly kind: 'storage' | 'messages';
  readonly value: Quota;
  readonly error?: string | null;
  readonly isDisabled?: boolean;
  onChange(value: Quota): void;
}

const FIRST_BYTES = 1024 ** 3;
const FIRST_COUNT = 100_000;

export function QuotaField({ label, kind, value, error = null, isDisabled = false, onChange }: Props) {
  const { t } = useI18n();
  const mode = typeof value === 'number' ? 'own' : value;
  const choose = (next: string | null) => {
    if (next === 'inherit' || next === 'none') onChange(next);
    else if (next === 'own') onChange(kind === 'storage' ? FIRST_BYTES : FIRST_COUNT);
  };
  return (
    <FieldRow>
      <Select
        label={label}
        data={(['inherit', 'none', 'own'] as const).map((each) => ({ value: each, label: t(`server.quota.${each}`) }))}
        value={mode}
        onChange={choose}
        allowDeselect={false}
        disabled={isDisabled}
        error={typeof value === 'number' ? null : error}
      />
      {typeof value === 'number' &&
        (kind === 'storage' ? (
          <SizeField bytes={value} error={error} isDisabled={isDisabled} onChange={onChange} />
        ) : (
          <NumberInput
            label={t('server.quota.count')}
            value={value}
            min={0}
            allowDecimal={false}
            thousandSeparator=" "
            disabled={isDisabled}
            error={error}
            onChange={(next) => onChange(Number(next))}
          />
        ))}
    </FieldRow>
  );
}

interface SizeProps {
  readonly bytes: number;
  readonly error: string | null;
  readonly isDisabled: boolean;
  onChange(bytes: number): void;
}

function SizeField({ bytes, error, isDisabled, onChange }: SizeProps) {
  const { t, language } = useI18n();
  const [typed, setTyped] = useState<{ readonly amount: number | string; readonly unit: SizeUnit }>(splitSize(bytes));
  // As it is being typed, "1." as well, unless it has become another one meanwhile.
  const { amount, unit } = joinSize(Number(typed.amount), typed.unit) === bytes ? typed : splitSize(bytes);
  const take = (next: typeof typed) => {
    setTyped(next);
    onChange(joinSize(Number(next.amount), next.unit));
  };
  return (
    <FieldRow>
      <NumberInput
        label={t('server.quota.amount')}
        value={amount}
        min={0}
        decimalScale={3}
        disabled={isDisabled}
        error={error}
        onChange={(next) => take({ amount: next, unit })}
      />
      <Select
        label={t('server.quota.unit')}
        data={SIZE_UNITS.map((each) => ({ value: each, label: unitName(each, language) }))}
        value={unit}
        allowDeselect={false}
        disabled={isDisabled}
        onChange={(next) => take({ amount, unit: next ?? unit })}
      />
    </FieldRow>
  );
}

function unitName(unit: SizeUnit, language: string): string {
  const format = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' });
  return format.formatToParts(2).find(({ type }) => type === 'unit')?.value ?? unit;
}
