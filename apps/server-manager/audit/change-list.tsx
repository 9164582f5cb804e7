/** What is different since a change, field by field, in words. */
import { type AuditChange, auditChanges } from '../../../locales/audit-text.ts';
import type { AuditEntryView } from '../../../src/wire/admin/directory-schemas.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import classes from './change-list.module.css';

/** Of what is no longer taken in at a glance: it scrolls by itself. */
const LONG = 300;
const AROUND = 5;

export function ChangeList({ entry }: { readonly entry: AuditEntryView }) {
  const { t, formats } = useI18n();
  const changes = auditChanges({ t, formats }, entry);
  if (changes.length === 0) return <>–</>;
  const list = (
    <ul className={classes.list} translate="no">
      {changes.map(({ label, before, after, items }) => (
        <li key={label}>
          <span className={classes.label}>{label}</span>{' '}
          {items === null ? (
            <>
              {before !== null && after !== null ? (
                <>
                  <del>{before}</del> → <ins>{after}</ins>
                </>
              ) : (
                (after ?? before)
              )}
            </>
          ) : (
            <>
              {items.gone.map((text) => (
                <del key={text}>−{text} </del>
              ))}
              {items.come.map((text) => (
                <ins key={text}>+{text} </ins>
              ))}
            </>
          )}
        </li>
      ))}
    </ul>
  );
  if (lengthOf(changes) < LONG) return list;
  return (
    <div className={classes.scroller} tabIndex={0} role="region" aria-label={t('server.audit.changes')}>
      {list}
    </div>
  );
}

/** In characters, with what stands around each field. */
function lengthOf(changes: readonly AuditChange[]): number {
  const texts = changes.flatMap(({ label, before, after, items }) =>
    items === null ? [label, before ?? '', after ?? ''] : [label, ...items.gone, ...items.come],
  );
  return texts.reduce((sum, text) => sum + text.length + AROUND, 0);
}
