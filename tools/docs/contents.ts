/** What the help centre has, in its order. Pages of the command line and of the API are made of what they describe. */
import type { LanguageCode } from '../../locales/index.ts';

export type GuideName = 'start' | 'administrator' | 'user' | 'commands' | 'api';

export interface Guide {
  readonly name: GuideName;
  /** Languages in which its pages have to exist. */
  readonly languages: readonly LanguageCode[];
  /** Names within the guide; a page that is not made of something else is docs/guides/LANGUAGE/GUIDE/PAGE.md. */
  readonly pages: readonly string[];
}

const ENGLISH = ['en'] as const;
const EVERY_LANGUAGE = ['en', 'fr', 'de', 'it', 'pl', 'es'] as const;

/** Written guides. */
export const GUIDES: readonly Guide[] = [
  {
    name: 'start',
    languages: ENGLISH,
    pages: ['install', 'first-start', 'first-user', 'dns', 'certificate', 'backup'],
  },
  {
    name: 'administrator',
    languages: ENGLISH,
    pages: [
      'overview',
      'troubleshooting',
      'domains',
      'users',
      'import',
      'groups',
      'aliases',
      'privileges',
      'quotas',
      'sign-in',
      'client-setup',
      'tokens',
      'remote-directory',
      'outgoing-mail',
      'routes',
      'authentication',
      'incoming-mail',
      'junk',
      'quarantine',
      'filters',
      'ldap',
      'services',
      'certificates',
      'tracing',
      'logs',
      'audit',
      'settings',
    ],
  },
  {
    name: 'user',
    languages: EVERY_LANGUAGE,
    pages: [
      'overview',
      'sign-in',
      'password',
      'second-factor',
      'app-passwords',
      'devices',
      'programs',
      'forwarding',
      'aliases',
      'people',
      'profile',
      'sessions',
      'problems',
    ],
  },
];

/** A page within a guide that is not a file: made of the catalogue of settings. */
export const SETTINGS_PAGE = 'administrator/settings';

/** Paths of the web applications that a guide may lead to. */
export const SCREENS: readonly string[] = [
  '/msg',
  '/msg/server',
  '/msg/my',
  ...[
    'start',
    'domains',
    'users',
    'groups',
    'quotas',
    'aliases',
    'queue',
    'trace',
    'quarantine',
    'services',
    'access',
    'certificates',
    'settings',
    'routes',
    'directory',
    'audit',
    'logs',
  ].map((screen) => `/msg/server/${screen}`),
  ...[
    'profile',
    'password',
    'second-factor',
    'app-passwords',
    'sessions',
    'forwarding',
    'aliases',
    'people',
    'devices',
  ].map((screen) => `/msg/my/${screen}`),
];
