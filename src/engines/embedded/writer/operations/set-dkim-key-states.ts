import { Failure } from '../../../../base/failure.ts';
import type { DomainId } from '../../../../domain/ports/ids.ts';
import type { Handler } from '../context.ts';

/** A key that is in the state already stays there since when it was. */
export const setDkimKeyStates: Handler<'set-dkim-key-states'> = ({ database, changes, nowMs }, { keys }) => {
  const domains = new Set<DomainId>();
  for (const { key, state } of keys) {
    const domain = database.value<DomainId>('SELECT domain FROM dkim_key WHERE id = ?', key);
    if (domain === undefined) throw new Failure('not-found', 'no such key', { detail: { key } });
    if (state === 'removed') database.run('DELETE FROM dkim_key WHERE id = ?', key);
    else database.run(SET_STATE, state, nowMs, key, state);
    domains.add(domain);
  }
  for (const domain of domains) changes.push({ kind: 'dkim-keys-changed', domain });
  return null;
};

const SET_STATE = 'UPDATE dkim_key SET state = ?, state_since_ms = ? WHERE id = ? AND state <> ?';
