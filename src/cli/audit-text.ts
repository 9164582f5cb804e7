/** An entry of the audit log in lines: who did what and when, then a line for each field that is different. SM6 */
import { type AuditChange, auditActor, auditChanges, auditSentence } from '../../locales/audit-text.ts';
import type { AuditEntryView } from '../wire/admin/directory-schemas.ts';
import type { CliContext } from './context.ts';

export function auditLines(context: CliContext, entry: AuditEntryView): string[] {
  const { t, formats } = context;
  const { id, at, actor, undoes, undoneBy } = entry;
  const heading = t('cli.audit.entry', {
    id,
    time: formats.time(Date.parse(at)),
    actor: auditActor(context, actor),
    what: auditSentence(context, entry),
  });
  const lines = auditChanges(context, entry).map(changeLine);
  if (undoes !== null) lines.push(t('cli.audit.undoes', { id: undoes }));
  if (undoneBy !== null) lines.push(t('cli.audit.undone', { id: undoneBy }));
  return [heading, ...lines.map((line) => `  ${line}`)];
}

/** Of a list what went and what came; of all else what it was and what it is. */
function changeLine({ label, before, after, items }: AuditChange): string {
  if (items !== null) {
    const signed = (sign: string, texts: readonly string[]) => texts.map((text) => `${sign}${text}`);
    return `${label}: ${[...signed('−', items.gone), ...signed('+', items.come)].join(', ')}`;
  }
  return `${label}: ${[before, after].filter((side) => side !== null).join(' → ')}`;
}
