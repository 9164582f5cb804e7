/** What is different since a change, field by field, in words. */
import { auditChanges } from '../../../locales/audit-text.ts';
import type { AuditEntryView } from '../../../src/wire/admin/directory-schemas.ts';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import classes from './change-list.module.css';

export function ChangeList({ entry }: { readonly entry: AuditEntryView }) {
  const { t, formats } = useI18n();
  const changes = auditChanges({ t, formats }, entry);
  if (changes.length === 0) return <>–</>;
  return (
    <ul className={classes.list}>
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
}
