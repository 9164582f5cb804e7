import { Failure } from '../../../base/failure.ts';
import type { Caller } from '../../access/caller.ts';
import type { AuditEntry } from '../../ports/audit.ts';
import { isSettingName } from '../../settings/catalogue.ts';
import { defaultValues, type Settings } from '../../settings/settings.ts';
import { sameValue } from '../difference.ts';
import { mustStillHold } from './must-still-hold.ts';

type Change = Pick<AuditEntry, 'target' | 'before' | 'after'>;

export function createSettingUndo(settings: Pick<Settings, 'get' | 'set' | 'reset'>) {
  return async (by: Caller, change: Change): Promise<void> => {
    const { name } = change.target;
    if (!isSettingName(name)) {
      throw new Failure('not-found', `no such setting: ${name}`, { detail: { kind: 'setting', name } });
    }
    const { value } = change.before;
    mustStillHold({ value: settings.get(name) }, { before: {}, after: change.after });
    if (sameValue(value, defaultValues()[name])) await settings.reset(by, name);
    else await settings.set(by, name, value);
  };
}
