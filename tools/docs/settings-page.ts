/** The reference of the settings, from the catalogue: a heading for each, so that search and links find it. */
import { ACCOUNTS } from '../../src/domain/settings/catalogue/accounts.ts';
import { CERTIFICATES } from '../../src/domain/settings/catalogue/certificates.ts';
import { CLIENT_SETUP } from '../../src/domain/settings/catalogue/client-setup.ts';
import { CONNECTIONS } from '../../src/domain/settings/catalogue/connections.ts';
import { INCOMING_MAIL } from '../../src/domain/settings/catalogue/incoming-mail.ts';
import { OUTGOING_MAIL } from '../../src/domain/settings/catalogue/outgoing-mail.ts';
import { WEB } from '../../src/domain/settings/catalogue/web.ts';
import { SETTINGS, type SettingName } from '../../src/domain/settings/catalogue.ts';
import { SETTINGS_PAGE } from './contents.ts';
import { type Block, code, codeBlock, heading, linkTo, type Page, paragraph, withCode } from './document.ts';

/** Other tables of the catalogue come under the last title. */
const PARTS = [
  { id: 'incoming-mail', title: 'Incoming mail', names: Object.keys(INCOMING_MAIL) },
  { id: 'connections', title: 'Connections', names: Object.keys(CONNECTIONS) },
  { id: 'accounts', title: 'Accounts and signing in', names: Object.keys(ACCOUNTS) },
  { id: 'outgoing-mail', title: 'Outgoing mail', names: Object.keys(OUTGOING_MAIL) },
  { id: 'certificates', title: 'Certificates', names: Object.keys(CERTIFICATES) },
  { id: 'web', title: 'Web', names: Object.keys(WEB) },
  { id: 'client-setup', title: 'Setting programs up', names: Object.keys(CLIENT_SETUP) },
] as const;

export function settingsPage(): Page {
  const named = new Set<string>(PARTS.flatMap(({ names }) => names));
  const others = Object.keys(SETTINGS).filter((name) => !named.has(name));
  const parts = [...PARTS, ...(others.length === 0 ? [] : [{ id: 'others', title: 'Other settings', names: others }])];
  return {
    name: SETTINGS_PAGE,
    title: 'Settings reference',
    language: 'en',
    source: 'the catalogue of settings',
    blocks: [
      paragraph(
        'Settings are changed while the server runs, and count at once: in the Server Manager under Settings, or from the command line (',
        linkTo('commands/settings', '', code('mailroom settings')),
        ').',
      ),
      codeBlock([
        'mailroom settings list',
        'mailroom settings get maxMessageBytes',
        'mailroom settings set maxMessageBytes 50M',
        'mailroom settings reset maxMessageBytes',
      ]),
      paragraph(
        'Sizes are written as 500K, 50M or 2G, times as 30s, 5m, 24h or 7d; several values are separated by commas.',
      ),
      ...parts.flatMap(({ id, title, names }) => [
        heading(2, id, title),
        ...names.flatMap((name) => settingBlocks(name as SettingName)),
      ]),
    ],
  };
}

/** The heading of a setting: `max-message-bytes`. */
export function settingId(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => `-${letters.toLowerCase()}`);
}

function settingBlocks(name: SettingName): Block[] {
  const schema = SETTINGS[name];
  return [
    heading(3, settingId(name), code(name)),
    paragraph(...withCode(schema.description ?? ''), ' Default: ', ...defaultText(schema.def.defaultValue)),
  ];
}

/** As somebody types it. */
function defaultText(value: unknown) {
  if (value === null) return [code('none'), '.'];
  if (Array.isArray(value)) return value.length === 0 ? ['empty.'] : [code(value.join(',')), '.'];
  if (value === '') return ['empty.'];
  return [code(typeof value === 'string' ? value : JSON.stringify(value)), '.'];
}
