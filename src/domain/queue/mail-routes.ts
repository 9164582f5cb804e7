/** Where the mail of a lane goes: the administrator's routes, else what DNS says. MO3 */
import { isFailure } from '../../base/failure.ts';
import type { Logger } from '../../base/log.ts';
import type { MailRoute } from '../ports/directory.ts';
import type { Route } from '../ports/mail-sender.ts';
import type { Channel } from '../ports/queue.ts';
import type { Store } from '../ports/store.ts';
import type { Settings } from '../settings/settings.ts';

export type RoutePlan =
  | { readonly kind: 'smtp'; readonly route: Route }
  | { readonly kind: 'local'; readonly channel: Channel }
  /** It cannot be sent there; for good, or until the administrator has mended it. */
  | { readonly kind: 'none'; readonly isPermanent: boolean; readonly status: string; readonly text: string };

export interface FoundRoute {
  /** Lanes with the same key share limits: they end at the same place. */
  readonly key: string;
  readonly plan: RoutePlan;
  /** A bound of its own on what goes there at once. */
  readonly most: number | null;
}

export interface MailRoutesDeps {
  readonly store: Store;
  readonly settings: Pick<Settings, 'get'>;
  readonly log: Logger;
  /** The password of a route. Throws Failure `unavailable` when it does not open. */
  readonly openPassword: (route: MailRoute) => string;
}

export interface MailRoutes {
  find(lane: string): FoundRoute;
  /** Reads the table again. */
  reload(): Promise<void>;
}

const SMTP_PORT = 25;
/** A mailbox file is locked while it grows; programs of a name may not be fit to run side by side in numbers. */
const MOST_AT_ONCE = { file: 1, program: 2 } as const;

export function createMailRoutes(deps: MailRoutesDeps): MailRoutes {
  let table: ReadonlyMap<string, MailRoute> = new Map();
  return {
    async reload() {
      const routes = await deps.store.reader().directory.mailRoutes();
      table = new Map(routes.map((route) => [route.pattern, route]));
    },
    find(lane) {
      const channel = localChannel(lane);
      if (channel !== null && channel.kind !== 'smtp') {
        return { key: lane, plan: { kind: 'local', channel }, most: MOST_AT_ONCE[channel.kind] };
      }
      const configured = findConfigured(table, lane);
      if (configured !== null) return fromTable(configured, deps);
      return { key: `mx:${lane}`, plan: byName(lane, deps.settings.get('mailLookUpDestinations')), most: null };
    },
  };
}

/** The exact name, then the nearest name above it, then what takes everything. */
function findConfigured(table: ReadonlyMap<string, MailRoute>, lane: string): MailRoute | null {
  const exact = table.get(lane);
  if (exact !== undefined) return exact;
  const isName = !lane.startsWith('[');
  for (let dot = lane.indexOf('.'); isName && dot >= 0; dot = lane.indexOf('.', dot + 1)) {
    const above = table.get(lane.slice(dot));
    if (above !== undefined) return above;
  }
  return table.get('*') ?? null;
}

function fromTable(route: MailRoute, { openPassword, log }: MailRoutesDeps): FoundRoute {
  const { host, port, tls, userName, sealedPassword } = route;
  const key = `host:${host}:${port}:${userName ?? ''}`;
  try {
    const credentials =
      userName === null || sealedPassword === null ? null : { userName, password: openPassword(route) };
    return { key, plan: { kind: 'smtp', route: { kind: 'host', host, port, tls, credentials } }, most: null };
  } catch (error) {
    if (!isFailure(error)) throw error;
    log.error({ err: error, route: route.pattern }, 'the password of a mail route does not open');
    const text = 'The password for the mail route cannot be read';
    return { key, plan: { kind: 'none', isPermanent: false, status: '4.3.5', text }, most: null };
  }
}

function byName(lane: string, lookUp: 'on' | 'off'): RoutePlan {
  const literal = /^\[(?:IPv6:)?([^\]]+)\]$/i.exec(lane)?.[1];
  if (literal !== undefined) {
    const route = { kind: 'host', host: literal, port: SMTP_PORT, tls: 'opportunistic', credentials: null } as const;
    return { kind: 'smtp', route };
  }
  if (lookUp === 'on') return { kind: 'smtp', route: { kind: 'mx', domain: lane } };
  return { kind: 'none', isPermanent: true, status: '5.4.4', text: `No route leads to ${lane}` };
}

function localChannel(lane: string): Channel | null {
  const match = /^(file|program):(.+)$/s.exec(lane);
  if (match === null) return null;
  return { kind: match[1] as 'file' | 'program', name: match[2] ?? '' };
}
