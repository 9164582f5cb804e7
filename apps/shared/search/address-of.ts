/** Where in the Server Manager a thing has its screen: an address below the server. */
import { toSegment } from '../layout/path-segment.ts';

const SERVER = '/msg/server';

/** Kinds that have a screen for each of them. */
const OWN_SCREENS: Readonly<Record<string, string>> = {
  user: 'users',
  alias: 'aliases',
  group: 'groups',
  domain: 'domains',
};

/** Kinds that are rows of one screen. */
const ROWS: Readonly<Record<string, string>> = {
  route: 'routes',
  directory: 'directory',
  service: 'services',
  certificate: 'certificates',
};

/** @param kind as search and the audit log name it. Null: it has none. */
export function addressOf(kind: string, name: string): string | null {
  const screen = OWN_SCREENS[kind];
  if (screen !== undefined) return `${SERVER}/${screen}/${toSegment(name)}`;
  if (kind === 'setting') return `${SERVER}/settings?query=${encodeURIComponent(name)}`;
  const rows = ROWS[kind];
  return rows === undefined ? null : `${SERVER}/${rows}`;
}
