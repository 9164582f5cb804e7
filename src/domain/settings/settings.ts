/** The settings in force: defaults, overlaid with what the store holds, following its change feed. */
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import { type Logger, silentLogger } from '../../base/log.ts';
import type { ValueProblem } from '../../base/value-problem.ts';
import { type Caller, mustReachAll } from '../access/caller.ts';
import { audited } from '../directory/audit-entry.ts';
import type { AuditFields, AuditTargetKind } from '../ports/audit.ts';
import { applyOne, type Store } from '../ports/store.ts';
import { badValue } from './bad-value.ts';
import { isSettingName, SETTINGS, type SettingName, type SettingValues } from './catalogue.ts';

export interface Settings {
  /** The value in force now; read it where it is used, not once at the start. */
  get<N extends SettingName>(name: N): SettingValues[N];
  /** True where the store holds a value of its own. */
  isSet(name: SettingName): boolean;
  /** Where the store holds a value that no longer counts, so that the default is in force: why, in English. */
  refused(): ReadonlyMap<SettingName, string>;
  /**
   * Checks, stores and applies a value. Throws Failure `not-found` (no such setting) or `invalid`, whose detail is a
   * `ValueProblem` and the `field`: from it, callers say what is wrong in their own language. Settings are the whole
   * server's: who does not reach all gets `no-permission`.
   */
  set(by: Caller, name: string, value: unknown): Promise<void>;
  /** The same for what people know under another name than that of the setting: so it is told in the audit log. */
  setAs<N extends SettingName>(by: Caller, name: N, value: SettingValues[N], known: KnownChange): Promise<void>;
  /** Puts the default back. Throws Failure `not-found`, `no-permission`. */
  reset(by: Caller, name: string): Promise<void>;
  /**
   * Has values of one setting looked at before they are stored, for what no schema can tell: whether a file is there.
   *
   * @param check resolves with what is wrong, or null.
   */
  checkBefore<N extends SettingName>(name: N, check: (value: SettingValues[N]) => Promise<ValueProblem | null>): void;
  /**
   * Has every change of one setting looked at, however it is made: set under this name or another one, put back to its
   * default, taken back.
   *
   * @param mayBecome throws the Failure that `set`, `setAs` and `reset` then throw.
   */
  guard<N extends SettingName>(name: N, mayBecome: (by: Caller, value: SettingValues[N]) => void): void;
  /** Calls the listener after a setting has changed; returns what ends that. */
  onChange(listener: (name: SettingName) => void): () => void;
}

export interface KnownChange {
  /** `noun.verb` */
  readonly action: string;
  readonly target: { readonly kind: AuditTargetKind; readonly name: string };
  readonly before: AuditFields;
  readonly after: AuditFields;
}

export async function openSettings(store: Store, clock: Clock, log: Logger = silentLogger): Promise<Settings> {
  let values = defaultValues();
  let stored = new Set<SettingName>();
  let refused = new Map<SettingName, string>();
  const listeners = new Set<(name: SettingName) => void>();
  const checks = new Map<SettingName, (value: never) => Promise<ValueProblem | null>>();
  const guards = new Map<SettingName, (by: Caller, value: never) => void>();

  const load = async () => {
    const next: Record<string, unknown> = { ...defaultValues() };
    const names = new Set<SettingName>();
    const reasons = new Map<SettingName, string>();
    for (const [name, json] of await store.reader().directory.settings()) {
      if (!isSettingName(name)) continue;
      const parsed = SETTINGS[name].safeParse(readJson(json));
      if (parsed.success) {
        next[name] = parsed.data;
        names.add(name);
        continue;
      }
      // What a newer or older program wrote and this one refuses. It stays, so that going back finds it again.
      const reason = badValue(name, parsed.error.issues[0] ?? {}).message;
      reasons.set(name, reason);
      if (!refused.has(name))
        log.warn({ setting: name, reason }, 'a stored setting is refused; its default is in force');
    }
    values = next as SettingValues;
    stored = names;
    refused = reasons;
  };
  const change = async (by: Caller, action: string, name: SettingName, value: unknown, known?: KnownChange) => {
    const plain = { action, target: { kind: 'setting', name } } as const;
    const [before, after] = [{ value: values[name] }, { value: value === undefined ? defaultValues()[name] : value }];
    guards.get(name)?.(by, after.value as never);
    const told: KnownChange = known ?? { ...plain, before, after };
    const entry = audited(by, clock.nowMs(), told.action, told.target, told.before, told.after);
    await applyOne(store, {
      kind: 'set-setting',
      name,
      value: value === undefined ? null : JSON.stringify(value),
      ...entry,
    });
    await load();
    for (const listener of listeners) listener(name);
  };

  await load();
  return {
    get: (name) => values[name],
    isSet: (name) => stored.has(name),
    refused: () => refused,
    set: async (by, name, value) => {
      mustReachAll(by);
      if (!isSettingName(name)) throw unknownSetting(name);
      const parsed = SETTINGS[name].safeParse(value);
      if (!parsed.success) throw badValue(name, parsed.error.issues[0] ?? {});
      const problem = (await checks.get(name)?.(parsed.data as never)) ?? null;
      if (problem !== null) throw badValue(name, { code: 'custom', params: problem });
      await change(by, 'settings.set', name, parsed.data);
    },
    setAs: async (by, name, value, known) => {
      mustReachAll(by);
      await change(by, known.action, name, value, known);
    },
    reset: async (by, name) => {
      mustReachAll(by);
      if (!isSettingName(name)) throw unknownSetting(name);
      await change(by, 'settings.reset', name, undefined);
    },
    checkBefore: (name, check) => void checks.set(name, check),
    guard: (name, mayBecome) => void guards.set(name, mayBecome),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The defaults alone, for tests and for what runs without a store. */
export function defaultValues(): SettingValues {
  const values = Object.fromEntries(Object.entries(SETTINGS).map(([name, schema]) => [name, schema.parse(undefined)]));
  return values as SettingValues;
}

/** What is no JSON becomes a value that no schema takes. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return Symbol('no JSON');
  }
}

function unknownSetting(name: string): Failure {
  return new Failure('not-found', `no such setting: ${name}`, { detail: { kind: 'setting', name } });
}
