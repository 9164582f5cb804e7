/** The LDAP server elsewhere that says who exists: how it is, connecting to it, comparing, letting it go. DI7 */
import { useState } from 'react';
import { useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page, Section } from '../../shared/layout/page.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { NamedSettings } from '../settings/setting-list.tsx';
import { ConnectForm } from './connect-form.tsx';
import { Disconnect } from './disconnect.tsx';
import { InUse } from './in-use.tsx';
import { RemoteFacts } from './remote-facts.tsx';

const HELP = {
  texts: ['server.directory.help.1', 'server.directory.help.2', 'server.directory.help.3'],
  guide: 'administrator/remote-directory',
} as const;
const COMMANDS = [
  'mailroom directory connect ldaps://HOST --base DN --bind-dn DN --sample-user USER --dry-run',
  'mailroom directory show',
  'mailroom directory sync',
];
const SETTINGS = [
  'remoteDirectoryCompareMs',
  'remoteDirectoryProbationMs',
  'remoteDirectoryArchiveAfterMs',
  'remoteDirectoryPasswordMs',
] as const;
const LOOK_EVERY_MS = 15_000;

export function RemoteDirectory() {
  const { t } = useI18n();
  const { may } = useSession();
  const directory = useRead('directory.show', {}, { refetchEveryMs: LOOK_EVERY_MS });
  /** How many users were there when it was asked for: what comes of it is told after it is no longer in use. */
  const [leaving, setLeaving] = useState<number | null>(null);
  return (
    <Page title={t('server.directory')} lead={t('server.directory.lead')} help={HELP} commands={COMMANDS}>
      <Loaded of={directory}>
        {(view) =>
          view.state === 'in-use' || view.state === 'away' ? (
            <InUse view={view} onDisconnect={() => setLeaving(view.users)} />
          ) : (
            <>
              {view.state === 'ended' && (
                <Section title={t('server.directory.last')}>
                  <RemoteFacts view={view} />
                </Section>
              )}
              {may('directory.connect') && <ConnectForm />}
            </>
          )
        }
      </Loaded>
      {may('settings.list') && (
        <Section title={t('server.directory.settings')}>
          <NamedSettings names={SETTINGS} />
        </Section>
      )}
      {leaving !== null && <Disconnect users={leaving} onEnd={() => setLeaving(null)} />}
    </Page>
  );
}
