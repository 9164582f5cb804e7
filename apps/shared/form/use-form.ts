/** Values of a form, what changed of them, and which of them the server refused. */
import { useCallback, useMemo, useState } from 'react';
import { type ApiFailure, refusedFields } from '../api/failure.ts';
import { useI18n } from '../i18n/i18n.tsx';

export interface Form<V extends object> {
  readonly values: V;
  set<K extends keyof V>(name: K, value: V[K]): void;
  /** Only what differs from where it began. */
  readonly changes: Partial<V>;
  readonly isChanged: boolean;
  /** Back to where it began, or to these. */
  reset(values?: V): void;
  /** Of a field, in words; null where it was not refused. */
  errorOf(name: string): string | null;
  /** Value, change and error of a text field, for a control of Mantine. */
  text(name: TextFields<V>): {
    value: string;
    onChange(event: { currentTarget: { value: string } }): void;
    error: string | null;
  };
  flag(name: FlagFields<V>): { checked: boolean; onChange(event: { currentTarget: { checked: boolean } }): void };
  /** What was refused of no field that this form shows: to be shown below. */
  readonly otherFailure: ApiFailure | null;
}

type TextFields<V> = { [K in keyof V]: V[K] extends string ? K : never }[keyof V] & string;
type FlagFields<V> = { [K in keyof V]: V[K] extends boolean ? K : never }[keyof V] & string;

/**
 * @param initial where it begins: a constant, or what the server says. When that changes, fields that nobody has typed into
 * follow; what was typed stays.
 */
export function useForm<V extends object>(initial: V, failure: ApiFailure | null = null): Form<V> {
  const { explain } = useI18n();
  const origin = JSON.stringify(initial);
  const [edits, setEdits] = useState<Partial<V>>({});
  /** What was saved, until the server says what is there now. */
  const [saved, setSaved] = useState<V | null>(null);
  const [known, setKnown] = useState(origin);
  if (known !== origin) {
    setKnown(origin);
    setSaved(null);
  }
  const base = saved ?? initial;
  const values = useMemo(() => ({ ...base, ...edits }), [base, edits]);
  const refused = useMemo(() => (failure === null ? new Map<string, ApiFailure>() : refusedFields(failure)), [failure]);
  const set = useCallback(<K extends keyof V>(name: K, value: V[K]) => {
    setEdits((before) => ({ ...before, [name]: value }));
  }, []);
  const changes = useMemo(() => {
    const changed = (Object.keys(values) as (keyof V)[]).filter((name) => !isSame(values[name], base[name]));
    return Object.fromEntries(changed.map((name) => [name, values[name]])) as Partial<V>;
  }, [values, base]);
  const fieldFailure = (name: string) =>
    refused.get(name) ?? [...refused].find(([field]) => field.endsWith(`.${name}`))?.[1];
  const errorOf = (name: string) => {
    const found = fieldFailure(name);
    return found === undefined ? null : explain(found);
  };
  const isShown = Object.keys(values).some((name) => fieldFailure(name) !== undefined);
  return {
    values,
    set,
    changes,
    isChanged: Object.keys(changes).length > 0,
    reset(next) {
      setSaved(next ?? null);
      setEdits({});
    },
    errorOf,
    text: (name) => ({
      value: values[name] as string,
      onChange: ({ currentTarget }) => set(name, currentTarget.value as V[typeof name]),
      error: errorOf(name),
    }),
    flag: (name) => ({
      checked: values[name] as boolean,
      onChange: ({ currentTarget }) => set(name, currentTarget.checked as V[typeof name]),
    }),
    otherFailure: isShown ? null : failure,
  };
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
