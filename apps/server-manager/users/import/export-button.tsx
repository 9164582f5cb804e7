/** All that is known of the users as a file that the import reads; their passwords are not in it. SM6, LI7 */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { UserView } from '../../../../src/wire/admin/schemas.ts';
import { call } from '../../../shared/api/call.ts';
import { asFailure } from '../../../shared/api/failure.ts';
import { useToast } from '../../../shared/feedback/toasts.tsx';
import { CSV_TYPE } from '../../../shared/files/csv.ts';
import { download } from '../../../shared/files/download.ts';
import { useI18n } from '../../../shared/i18n/i18n.tsx';
import { usersAsCsv } from './users-as-csv.ts';

const AT_ONCE = 500;

/** @param domain empty: all of them. */
export function ExportButton({ domain }: { readonly domain: string }) {
  const { t, explain } = useI18n();
  const toast = useToast();
  const [isRunning, setRunning] = useState(false);
  const run = async () => {
    setRunning(true);
    try {
      const users = await readAll(domain);
      download(domain === '' ? 'users.csv' : `users-${domain}.csv`, CSV_TYPE, usersAsCsv(users));
      toast({ text: t('server.users.export.done', { count: users.length }) });
    } catch (error) {
      toast({ text: explain(asFailure(error)), kind: 'refused' });
    } finally {
      setRunning(false);
    }
  };
  return (
    <Button variant="default" loading={isRunning} onClick={() => void run()}>
      {t('server.users.export')}
    </Button>
  );
}

async function readAll(domain: string): Promise<UserView[]> {
  const all: UserView[] = [];
  for (;;) {
    const after = all.at(-1)?.userId;
    const narrowed = { ...(domain === '' ? {} : { domain }), ...(after === undefined ? {} : { after }) };
    const { users } = await call('user.export', { query: { ...narrowed, limit: AT_ONCE } });
    all.push(...users);
    if (users.length < AT_ONCE) return all;
  }
}
