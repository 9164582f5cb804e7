/** Endpoints of health. */
import type { HealthReport } from '../../../domain/health/health.ts';
import type { HealthView } from '../../../wire/admin/endpoints/health.ts';
import type { Handlers } from '../handler.ts';
import { isoOrNull } from '../views.ts';

export const healthHandlers: Handlers<'health'> = {
  async 'health.show'(_request, { health }) {
    const report = health.show();
    // Just after the start nothing has been looked at yet.
    return viewHealth(report.checkedAtMs === null ? await health.refresh() : report);
  },
  async 'health.check'(_request, { health }) {
    return viewHealth(await health.refresh());
  },
};

export function viewHealth({ overall, findings, checkedAtMs }: HealthReport): HealthView {
  return {
    overall,
    findings: findings.map(({ sinceMs, values, ...finding }) => ({
      ...finding,
      values: { ...values },
      since: new Date(sinceMs).toISOString(),
    })),
    checkedAt: isoOrNull(checkedAtMs),
  };
}
