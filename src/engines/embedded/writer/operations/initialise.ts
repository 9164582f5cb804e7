import { Failure } from '../../../../base/failure.ts';
import type { Handler } from '../context.ts';
import { insertDomain, insertPostmaster } from '../domains.ts';
import { insertUser } from '../users.ts';

export const initialise: Handler<'initialise'> = (context, operation) => {
  if (context.database.value('SELECT 1 FROM domain LIMIT 1') !== undefined) {
    throw new Failure('already-exists', 'the store was initialised before');
  }
  const domain = insertDomain(context, operation.domain, true);
  const admin = insertUser(context, domain, operation.admin);
  insertPostmaster(context, domain, admin);
  return { domain, admin };
};
