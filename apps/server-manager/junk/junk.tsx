/** Junk mail in one place: points, block lists, putting off, quarantine, and whom somebody welcomes. MI4, SM5 */
import type { SettingView } from '../../../src/wire/admin/schemas.ts';
import { useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page, Section } from '../../shared/layout/page.tsx';
import { useSession } from '../../shared/session/session.tsx';
import { SettingList } from '../settings/setting-list.tsx';
import { BlockLists } from './block-lists.tsx';
import { WelcomeSenders } from './welcome-senders.tsx';

const HELP = {
  texts: ['server.junk.help.1', 'server.junk.help.2', 'server.junk.help.3'],
  guide: 'administrator/junk',
} as const;
const COMMANDS = [
  'mailroom settings set junkScore 5',
  'mailroom settings set dnsBlockLists "zen.example.org reject"',
  'mailroom user welcome USER --add SENDER',
];
const PARTS = {
  points: [
    'junkScore',
    'rejectScore',
    'reverseNameScore',
    'falseHelloScore',
    'doubtfulHelloScore',
    'misleadingNameScore',
    'clientLookupTimeoutMs',
  ],
  greylisting: ['greylisting', 'greylistDelayMs', 'greylistWindowMs', 'greylistRememberMs'],
  filters: ['contentFilters', 'contentFiltersAtOnce', 'quarantineKeepMs'],
} as const;

export function Junk() {
  const { t } = useI18n();
  const { may } = useSession();
  const settings = useRead('settings.list');
  return (
    <Page title={t('server.junk')} lead={t('server.junk.lead')} help={HELP} commands={COMMANDS}>
      <Loaded of={settings}>{(all) => <Parts settings={all.settings} />}</Loaded>
      {may('user.update') && <WelcomeSenders />}
    </Page>
  );
}

function Parts({ settings }: { readonly settings: readonly SettingView[] }) {
  const { t } = useI18n();
  const named = (names: readonly string[]) =>
    names.flatMap((name) => settings.find((setting) => setting.name === name) ?? []);
  const [lists] = named(['dnsBlockLists']);
  return (
    <>
      <Section title={t('server.junk.points')} lead={t('server.junk.points.lead')}>
        <SettingList settings={named(PARTS.points)} />
      </Section>
      {lists !== undefined && <BlockLists setting={lists} />}
      <Section title={t('server.junk.greylisting')} lead={t('server.junk.greylisting.lead')}>
        <SettingList settings={named(PARTS.greylisting)} />
      </Section>
      <Section title={t('server.junk.filters')} lead={t('server.junk.filters.lead')}>
        <SettingList settings={named(PARTS.filters)} />
      </Section>
    </>
  );
}
