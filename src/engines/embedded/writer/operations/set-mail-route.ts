import { Failure } from '../../../../base/failure.ts';
import type { Handler } from '../context.ts';

export const setMailRoute: Handler<'set-mail-route'> = ({ database, changes }, { pattern, route }) => {
  const removed = database.run('DELETE FROM mail_route WHERE pattern = ?', pattern);
  if (route === null && removed === 0) throw new Failure('not-found', 'no such route', { detail: { pattern } });
  if (route !== null) {
    const { host, port, tls, userName, sealedPassword } = route;
    const password = sealedPassword === null ? null : Buffer.from(sealedPassword, 'base64');
    database.run(INSERT, pattern, host, port, tls, userName, password);
  }
  changes.push({ kind: 'mail-routes-changed' });
  return null;
};

const INSERT = `
  INSERT INTO mail_route (pattern, host, port, tls, user_name, sealed_password) VALUES (?, ?, ?, ?, ?, ?)`;
