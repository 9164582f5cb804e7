/** The web server: its site, and what it has to know of the rest. */
import { join } from 'node:path';
import type { WantedName } from '../domain/certificates/wanted-names.ts';
import { createRouteTable } from '../transports/http/route-table.ts';
import { createSite } from '../transports/http/site.ts';
import { loadStaticFiles } from '../transports/http/static-files.ts';
import { createWebService, type WebService } from '../transports/http/web-service.ts';
import { Deadlines } from '../transports/net/deadlines.ts';
import { createNetworkPolicy } from '../transports/net/network-policy.ts';
import type { Certificates } from './certificates.ts';
import type { OpenServices } from './services.ts';
import { createWebRoutes, type WebRoutesDependencies } from './web-routes.ts';

const BUILD = join(import.meta.dirname, '../../dist');

export interface WebDependencies extends Omit<WebRoutesDependencies, 'apps' | 'help' | 'mailPrograms'> {
  readonly hostname: string;
  readonly certificates: Pick<Certificates, 'describe'>;
  /** Under which programs come, and browsers may. */
  readonly wantedNames: () => Promise<readonly Pick<WantedName, 'name'>[]>;
  /** Asked when somebody has come, so that all of them are open. */
  readonly services: () => OpenServices;
}

export async function openWeb(dependencies: WebDependencies): Promise<WebService> {
  const { settings, hostname, certificates, wantedNames, services, clock, log } = dependencies;
  const portOf = (name: 'imaps' | 'submissions' | 'https' | 'http') => services().listeners.get(name)?.port ?? null;
  const apps = await loadStaticFiles(join(BUILD, 'web'));
  const help = await loadStaticFiles(join(BUILD, 'docs'));
  const mailPrograms = { hostname, imaps: () => portOf('imaps'), submissions: () => portOf('submissions') };
  const routes = createWebRoutes({ ...dependencies, apps, help, mailPrograms });
  const isOurs = async (name: string) =>
    certificates.describe().names.includes(name) || (await wantedNames()).some((wanted) => wanted.name === name);
  const answer = createSite({
    routes: createRouteTable(routes),
    log,
    defaultLanguage: () => settings.get('defaultLanguage'),
    hasTrustedCertificate: () => !certificates.describe().isSelfMade,
    // Whoever came by another port than ours came through something that has led him here, and will do so again.
    securePortFor: (plainPort) => (plainPort !== null && plainPort === portOf('http') ? portOf('https') : null),
    secureNameFor: async (name) => ((await isOurs(name)) ? name : hostname),
  });
  const limits = { policy: createNetworkPolicy(settings), settings, clock, deadlines: new Deadlines(clock) };
  return createWebService({ answer, ...limits, log });
}
