/**
 * Everything that the administrator can change while the server runs: one line each, with its bounds, its default and
 * a description. The reference page, `mailroom settings` and the browser's form come from these tables.
 */
import type { z } from 'zod';
import { ACCOUNTS } from './catalogue/accounts.ts';
import { CERTIFICATES } from './catalogue/certificates.ts';
import { CLIENT_SETUP } from './catalogue/client-setup.ts';
import { CONNECTIONS } from './catalogue/connections.ts';
import { INCOMING_MAIL } from './catalogue/incoming-mail.ts';
import { OUTGOING_MAIL } from './catalogue/outgoing-mail.ts';
import { WEB } from './catalogue/web.ts';

export const SETTINGS = {
  ...INCOMING_MAIL,
  ...CONNECTIONS,
  ...ACCOUNTS,
  ...OUTGOING_MAIL,
  ...CERTIFICATES,
  ...WEB,
  ...CLIENT_SETUP,
} as const;

export type SettingName = keyof typeof SETTINGS;
export type SettingValues = { readonly [N in SettingName]: z.output<(typeof SETTINGS)[N]> };

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name);
}
