/** A size or a duration: its amount, and the unit that it is in. */
import { NumberInput, Select } from '@mantine/core';
import { useState } from 'react';
import { FieldRow } from '../../shared/form/form-body.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { joinQuantity, type QuantityKind, splitQuantity, unitName, unitsBetween } from './quantity.ts';

interface Props {
  readonly kind: QuantityKind;
  readonly min: number;
  readonly max: number;
  /** Bytes, or milliseconds. */
  readonly value: number;
  readonly label: string;
  readonly error: string | null;
  onChange(value: number): void;
}

export function QuantityEditor({ kind, min, max, value, label, error, onChange }: Props) {
  const { t, language } = useI18n();
  const [typed, setTyped] = useState<{ readonly amount: number | string; readonly unit: string }>(
    splitQuantity(kind, value),
  );
  const units = [...new Set([...unitsBetween(kind, min, max), typed.unit])];
  const take = (next: typeof typed) => {
    setTyped(next);
    onChange(joinQuantity(kind, { amount: Number(next.amount), unit: next.unit }));
  };
  return (
    <FieldRow>
      <NumberInput
        aria-label={label}
        value={typed.amount}
        min={0}
        decimalScale={3}
        error={error}
        onChange={(amount) => take({ ...typed, amount })}
      />
      <Select
        aria-label={t('server.settings.unit')}
        data={units.map((unit) => ({ value: unit, label: unitName(language, kind, unit) }))}
        value={typed.unit}
        allowDeselect={false}
        onChange={(unit) => take({ ...typed, unit: unit ?? typed.unit })}
      />
    </FieldRow>
  );
}
