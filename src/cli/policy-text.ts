/** Quotas and privileges as people read them. */
import type { CliContext } from './context.ts';

/** As a level says it. */
export function quotaText({ formats }: CliContext, quota: number | string): string {
  return typeof quota === 'number' ? formats.size(quota) : quota;
}

/** What holds; null is without limit. */
export function limitText({ t, formats }: CliContext, value: number | null, isSize: boolean): string {
  if (value === null) return t('cli.quota.unlimited');
  return isSize ? formats.size(value) : formats.number(value);
}

export function privilegeText({ t }: CliContext, choice: boolean): string {
  return t(choice ? 'value.given' : 'value.withheld');
}
