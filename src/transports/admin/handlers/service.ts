/** Endpoints of the services. REQUIREMENTS SM5 */
import type { ServiceStatus } from '../../../domain/services/service-control.ts';
import type { ServiceView } from '../../../wire/admin/endpoints/service.ts';
import type { Handlers } from '../handler.ts';
import { isoOrNull } from '../views.ts';

export const serviceHandlers: Handlers<'service'> = {
  async 'service.list'(_request, { serviceControl }) {
    return { services: serviceControl.list().map(viewService) };
  },
  async 'service.check'(_request, { serviceControl }) {
    return { services: (await serviceControl.check()).map(viewService) };
  },
  'service.start': async ({ path }, { serviceControl }, by) => viewService(await serviceControl.start(by, path.name)),
  'service.stop': async ({ path }, { serviceControl }, by) => viewService(await serviceControl.stop(by, path.name)),
  'service.restart': async ({ path }, { serviceControl }, by) =>
    viewService(await serviceControl.restart(by, path.name)),
};

export function viewService({ name, state, sinceMs, places, problem, checkedAtMs }: ServiceStatus): ServiceView {
  return {
    name,
    state,
    since: new Date(sinceMs).toISOString(),
    listeners: places.map((place) => ({ ...place })),
    connections: places.reduce((sum, { connections }) => sum + connections, 0),
    problem: problem === null ? null : { ...problem },
    checkedAt: isoOrNull(checkedAtMs),
  };
}
