import type { Handler } from '../context.ts';

export const setSetting: Handler<'set-setting'> = ({ database, changes }, { name, value }) => {
  if (value === null) database.run('DELETE FROM setting WHERE name = ?', name);
  else database.run(PUT, name, value);
  changes.push({ kind: 'setting-changed', name });
  return null;
};

const PUT = 'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value';
