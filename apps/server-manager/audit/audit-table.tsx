/** Entries of the audit log, newest first, with the way back. REQUIREMENTS SM6 */
import { Button, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { auditActor, auditSentence } from '../../../locales/audit-text.ts';
import type { AuditEntryView } from '../../../src/wire/admin/directory-schemas.ts';
import { FailureNotice } from '../../shared/feedback/notice.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { addressOf } from '../../shared/search/address-of.ts';
import { useSession } from '../../shared/session/session.tsx';
import { SimpleTable } from '../../shared/table/simple-table.tsx';
import { ChangeList } from './change-list.tsx';
import { UndoChange } from './undo-change.tsx';
import type { AuditPages } from './use-audit-pages.ts';

interface Props {
  readonly pages: AuditPages;
  readonly isNarrowed: boolean;
}

export function AuditTable({ pages, isNarrowed }: Props) {
  const { t, formats } = useI18n();
  const { may } = useSession();
  const [asked, ask] = useState<AuditEntryView | null>(null);
  const { entries, failure, hasMore, isRunning, readMore, retry } = pages;
  if (entries === undefined && failure === null) return <Skeleton height={240} aria-label={t('web.loading')} />;
  const speech = { t, formats };
  return (
    <>
      <FailureNotice failure={failure} />
      {failure !== null && (
        <div>
          <Button variant="default" onClick={retry}>
            {t('web.try-again')}
          </Button>
        </div>
      )}
      <SimpleTable
        label={t('server.audit')}
        columns={[
          {
            key: 'at',
            header: t('server.audit.at'),
            render: ({ at }: AuditEntryView) => <time dateTime={at}>{formats.time(at)}</time>,
          },
          {
            key: 'actor',
            header: t('server.audit.actor'),
            render: ({ actor }: AuditEntryView) => auditActor(speech, actor),
          },
          {
            key: 'what',
            header: t('server.audit.what'),
            render: (entry: AuditEntryView) => <What entry={entry} text={auditSentence(speech, entry)} />,
          },
          {
            key: 'changes',
            header: t('server.audit.changes'),
            render: (entry: AuditEntryView) => <ChangeList entry={entry} />,
          },
          {
            key: 'undo',
            header: t('server.audit.way-back'),
            render: (entry: AuditEntryView) =>
              entry.undoneBy !== null ? (
                t('server.audit.undone', { id: entry.undoneBy })
              ) : entry.canUndo && may('audit.undo') ? (
                <Button variant="default" size="compact-sm" onClick={() => ask(entry)}>
                  {t('web.undo')}
                </Button>
              ) : null,
          },
        ]}
        rows={entries ?? []}
        idOf={({ id }) => id}
        empty={t(isNarrowed ? 'web.table.nothing-found' : 'server.audit.empty')}
      />
      {hasMore && (
        <div>
          <Button variant="default" loading={isRunning} onClick={readMore}>
            {t('server.audit.older')}
          </Button>
        </div>
      )}
      {asked !== null && <UndoChange entry={asked} onClose={() => ask(null)} />}
    </>
  );
}

/** What was done, leading to what it was done to. */
function What({ entry, text }: { readonly entry: AuditEntryView; readonly text: string }) {
  const { t } = useI18n();
  const { target, undoes, id } = entry;
  const address = addressOf(target.kind, target.name);
  return (
    <>
      {address === null ? text : <Link href={`~${address}`}>{text}</Link>}
      <div>
        <small>
          {undoes === null ? t('server.audit.id', { id }) : t('server.audit.undoes', { id, other: undoes })}
        </small>
      </div>
    </>
  );
}
