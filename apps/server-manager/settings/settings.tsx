/** Everything that can be changed while the server runs: by groups, or found by words. SM5 */
import { Checkbox, NavLink, TextInput } from '@mantine/core';
import { Link, useSearchParams } from 'wouter';
import { settingText } from '../../../locales/setting-text.ts';
import type { SettingView } from '../../../src/wire/admin/schemas.ts';
import { useRead } from '../../shared/api/use-api.ts';
import { Loaded } from '../../shared/feedback/loaded.tsx';
import { useI18n } from '../../shared/i18n/i18n.tsx';
import { Page, Section } from '../../shared/layout/page.tsx';
import { findSettings } from './find-settings.ts';
import { groupOf, SETTING_GROUPS, type SettingGroup } from './setting-groups.ts';
import { SettingList } from './setting-list.tsx';
import { valueText } from './setting-text.ts';
import classes from './settings.module.css';

const HELP = {
  texts: ['server.settings.help.1', 'server.settings.help.2', 'server.settings.help.3'],
  guide: 'administrator/settings',
} as const;
const COMMANDS = ['mailroom settings list', 'mailroom settings set NAME VALUE', 'mailroom settings reset NAME'];
const GROUPS = Object.keys(SETTING_GROUPS) as SettingGroup[];

export function Settings() {
  const { t } = useI18n();
  const settings = useRead('settings.list');
  return (
    <Page title={t('server.settings')} lead={t('server.settings.lead')} help={HELP} commands={COMMANDS}>
      <Loaded of={settings}>{(all) => <SettingsBrowser settings={all.settings} />}</Loaded>
    </Page>
  );
}

/** What is looked at stands in the address, so that a link leads to it. */
function SettingsBrowser({ settings }: { readonly settings: readonly SettingView[] }) {
  const i18n = useI18n();
  const { t } = i18n;
  const [parameters, setParameters] = useSearchParams();
  const query = parameters.get('query') ?? '';
  const isChangedOnly = parameters.has('changed');
  const set = (name: string, value: string) =>
    setParameters(
      (before) => {
        if (value === '') before.delete(name);
        else before.set(name, value);
        return before;
      },
      { replace: true },
    );
  const candidates = isChangedOnly ? settings.filter(({ isSet }) => isSet) : settings;
  const isSearch = query.trim() !== '' || isChangedOnly;
  const shown = parameters.get('group') ?? GROUPS[0];
  const found = isSearch
    ? findSettings(candidates, query, (setting) => `${settingText(t, setting)} ${valueText(i18n, setting)}`)
    : settings.filter(({ name }) => groupOf(name) === shown);
  const filled = GROUPS.filter((group) => found.some(({ name }) => groupOf(name) === group));
  return (
    <>
      <div className={classes.bar}>
        <TextInput
          type="search"
          aria-label={t('web.table.search')}
          placeholder={t('server.settings.search')}
          value={query}
          onChange={(event) => set('query', event.currentTarget.value)}
        />
        <Checkbox
          label={t('server.settings.only-changed')}
          checked={isChangedOnly}
          onChange={(event) => set('changed', event.currentTarget.checked ? 'yes' : '')}
        />
      </div>
      <div className={classes.browser}>
        {!isSearch && (
          <nav className={classes.groups} aria-label={t('server.settings.groups')}>
            {GROUPS.filter((group) => settings.some(({ name }) => groupOf(name) === group)).map((group) => (
              <NavLink
                key={group}
                component={Link}
                href={`/?group=${group}`}
                label={t(`server.settings.group.${group}`)}
                active={group === shown}
                aria-current={group === shown ? 'true' : undefined}
              />
            ))}
          </nav>
        )}
        <div className={classes.sections}>
          {filled.map((group) => (
            <Section key={group} title={t(`server.settings.group.${group}`)}>
              <SettingList settings={inGroup(found, group)} />
            </Section>
          ))}
          {filled.length === 0 && <p role="status">{t('web.table.nothing-found')}</p>}
        </div>
      </div>
    </>
  );
}

/** As the group has them; what it does not know comes last. */
function inGroup(settings: readonly SettingView[], group: SettingGroup): readonly SettingView[] {
  const names: readonly string[] = SETTING_GROUPS[group];
  const place = ({ name }: SettingView) => (names.includes(name) ? names.indexOf(name) : names.length);
  return settings.filter(({ name }) => groupOf(name) === group).toSorted((a, b) => place(a) - place(b));
}
