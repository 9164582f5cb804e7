/** What open pages are told of while they are open. Each is a reason to ask again, and tells nothing by itself that could be kept. */

import type { Sample } from '../activity/metrics.ts';
import type { HealthReport } from '../health/health.ts';
import type { ServiceStatus } from '../services/service-control.ts';

export type ServerEvent =
  /** Of whoever listens: his profile, credentials, sessions or privileges are different now. DI8 */
  | { readonly name: 'me'; readonly what: 'profile' | 'credentials' | 'factors' | 'sessions' | 'privileges' }
  /** Within his reach. The name is that of now; null for what is gone. */
  | {
      readonly name: 'directory';
      readonly kind: 'domain' | 'user' | 'alias' | 'group' | 'setting' | 'route' | 'keys';
      readonly target: string | null;
    }
  | { readonly name: 'queue' }
  | { readonly name: 'quarantine' }
  | { readonly name: 'service'; readonly status: ServiceStatus }
  | { readonly name: 'health'; readonly report: HealthReport }
  | { readonly name: 'activity'; readonly atMs: number; readonly sample: Sample };
