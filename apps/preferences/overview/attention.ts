/** What needs the attention of who has an account, and where it is set right; the most urgent first. */
import type { AppTextKey } from '../../../locales/apps/index.ts';
import type { TextValues } from '../../../locales/translator.ts';
import type { PrivilegeName } from '../../../src/wire/admin/privilege-schemas.ts';
import type { Answer } from '../../shared/api/call.ts';

export interface Attention {
  readonly kind: 'info' | 'warning' | 'bad';
  readonly text: AppTextKey;
  readonly values: TextValues;
  readonly screen: Place | null;
}

/** A screen, what it is called, and the privilege without which there is nothing to do there. */
interface Place {
  readonly path: string;
  readonly label: AppTextKey;
  readonly privilege?: PrivilegeName;
}

export interface Known {
  readonly me: Pick<Answer<'me.show'>, 'role' | 'forwarding'>;
  readonly factors: Answer<'me.factors'>;
  readonly appPasswords: Answer<'me.app-passwords'>['appPasswords'];
  readonly quota: Answer<'me.quota'>;
}

/** Fewer are soon none. */
export const FEW_CODES = 3;
const NEARLY_FULL = 0.9;
const ORDER = ['bad', 'warning', 'info'] as const;

export function attentionOf(known: Known): readonly Attention[] {
  const found = [...ofSpace(known), ...ofFactors(known), ...ofForwarding(known)];
  return found.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

function* ofSpace({ quota }: Known): Generator<Attention> {
  const { storageBytes, storageLimitBytes, messageCount, messageLimit } = quota;
  const share = Math.max(shareOf(storageBytes, storageLimitBytes), shareOf(messageCount, messageLimit));
  if (share >= 1) yield { kind: 'bad', text: 'my.attention.full', values: {}, screen: null };
  else if (share >= NEARLY_FULL) yield { kind: 'warning', text: 'my.attention.nearly-full', values: {}, screen: null };
}

function* ofFactors({ me, factors: { factors, needsAppPasswords }, appPasswords }: Known): Generator<Attention> {
  const screen = { path: '/second-factor', label: 'my.factor' } as const;
  if (!needsAppPasswords) {
    const kind = me.role === 'user' ? 'info' : 'warning';
    yield { kind, text: 'my.attention.no-factor', values: {}, screen };
    return;
  }
  const left = factors.reduce((sum, { codesLeft }) => sum + (codesLeft ?? 0), 0);
  if (left <= FEW_CODES) yield { kind: 'warning', text: 'my.attention.few-codes', values: { count: left }, screen };
  if (appPasswords.length === 0) {
    const there = { path: '/app-passwords', label: 'my.app-password' } as const;
    yield { kind: 'info', text: 'my.attention.no-app-password', values: {}, screen: there };
  }
}

function* ofForwarding({ me: { forwarding } }: Known): Generator<Attention> {
  if (forwarding === null) return;
  const screen = { path: '/forwarding', label: 'my.forwarding', privilege: 'change-forwarding' } as const;
  const values = { addresses: forwarding.addresses.join(', ') };
  yield forwarding.keepsCopy
    ? { kind: 'info', text: 'my.attention.forwarded-with-copy', values, screen }
    : { kind: 'warning', text: 'my.attention.forwarded', values, screen };
}

/** 0 where there is no limit. */
export function shareOf(used: number, limit: number | null): number {
  if (limit === null) return 0;
  return limit === 0 ? 1 : used / limit;
}
