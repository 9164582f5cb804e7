/** Who may do what for himself: eight privileges, said by the server, by domains, groups and people. DI8 */
import { useState } from 'react';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page, Section } from '../../shared/layout/page.tsx';
import { AccessEditor } from './access-editor.tsx';
import type { AccessLevel } from './access-level.ts';
import { AccessTable } from './access-table.tsx';
import { PersonAccess } from './person-access.tsx';
import { useLevels } from './use-levels.ts';

const HELP = {
  texts: ['server.access.help.1', 'server.access.help.2', 'server.access.help.3'],
  guide: 'administrator/privileges',
} as const;
const COMMANDS = [
  'mailroom settings set withheldPrivileges add-remote-members',
  'mailroom domain update DOMAIN --withhold PRIVILEGE',
  'mailroom policy show USER',
];

export function Access() {
  const { t } = useI18n();
  const { levels, failure, isLoading } = useLevels();
  const [edited, edit] = useState<AccessLevel | null>(null);
  return (
    <Page title={t('server.access')} lead={t('server.access.lead')} help={HELP} commands={COMMANDS}>
      <Section title={t('server.access.levels')} lead={t('server.access.levels.lead')}>
        <AccessTable levels={levels} failure={failure} isLoading={isLoading} onEdit={edit} />
      </Section>
      <PersonAccess onEdit={edit} />
      {edited !== null && <AccessEditor level={edited} onEnd={() => edit(null)} />}
    </Page>
  );
}
