/** Everything that the web server serves: one line for each room that has pages or endpoints. */

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Sessions } from '../domain/access/sessions/sessions.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { AdminDependencies } from '../transports/admin/handler.ts';
import { createAdminService } from '../transports/admin/service.ts';
import { createWebEntrance } from '../transports/admin/web-entrance.ts';
import { createAdminRoute } from '../transports/admin/web-route.ts';
import { createDeviceRoutes } from '../transports/client-setup/device-routes.ts';
import { createDiscoveryRoutes } from '../transports/client-setup/discovery-routes.ts';
import { createHelpRoutes } from '../transports/help/help-routes.ts';
import { type AcmeChallenges, createAcmeChallengeRoute } from '../transports/http/acme-challenge.ts';
import { createAppRoutes } from '../transports/http/routes/app-routes.ts';
import { createWebmailRoutes, type MailProgramPorts } from '../transports/http/routes/webmail-routes.ts';
import { createWellKnownRoutes } from '../transports/http/routes/well-known-routes.ts';
import type { Route } from '../transports/http/site.ts';
import type { StaticFiles } from '../transports/http/static-files.ts';

export interface WebRoutesDependencies {
  readonly admin: AdminDependencies;
  readonly sessions: Sessions;
  readonly settings: Settings;
  readonly acme: AcmeChallenges;
  /** Of the browser applications; null where they are not built. */
  readonly apps: StaticFiles | null;
  /** Of the help centre; null where it is not built. */
  readonly help: StaticFiles | null;
  readonly mailPrograms: MailProgramPorts;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createWebRoutes(dependencies: WebRoutesDependencies): readonly Route[] {
  const { admin, sessions, settings, acme, apps, mailPrograms, clock, log, help } = dependencies;
  const entrance = createWebEntrance({ authenticator: admin.authenticator, signIn: admin.signIn, sessions });
  return [
    createAdminRoute(createAdminService(admin, entrance, log)),
    createAcmeChallengeRoute(acme),
    ...createAppRoutes(apps),
    ...createHelpRoutes(help),
    ...createDiscoveryRoutes({ setup: admin.clientSetup.setup, clock }),
    ...createDeviceRoutes({ ...admin.clientSetup, clock }),
    ...createWebmailRoutes(mailPrograms),
    ...createWellKnownRoutes({ securityContact: () => settings.get('securityContact'), nowMs: () => clock.nowMs() }),
  ];
}
