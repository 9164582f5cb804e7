/** What delivery asks others for. Each has a stand-in that lets everything through. */
import type { Clock } from '../../base/clock.ts';
import type { Authentication } from '../authentication/authentication.ts';
import type { ReceivedReports } from '../authentication/reports/receive-reports.ts';
import type { SenderRewriting } from '../authentication/sender-rewriting.ts';
import type { Signing } from '../authentication/signing.ts';
import type { ContentFilters } from '../filters/content-filters.ts';
import type { QuarantineService } from '../filters/quarantine.ts';
import type { Store } from '../ports/store.ts';
import type { OutboundGuard, OutboundShare } from '../queue/outbound-guard.ts';
import type { SuccessNotices } from '../queue/success-notices.ts';
import type { Settings } from '../settings/settings.ts';
import { silentTrace, type Trace } from '../trace/trace.ts';
import type { TransitNotes } from './filter-transit.ts';

export interface DeliveryServices {
  /** Null: nothing is looked at. */
  readonly authentication: Authentication | null;
  /** Null: nothing is signed. */
  readonly signing: Signing | null;
  readonly senderRewriting: SenderRewriting;
  readonly filters: ContentFilters;
  readonly guard: OutboundGuard;
  readonly trace: Trace;
  readonly successNotices: SuccessNotices;
  /** Reads reports of others about our domains. Null: they are mail like any other. */
  readonly receivedReports: ReceivedReports | null;
  /** Null: nothing can be kept aside, and filters that want it are a bug. */
  readonly quarantine: Pick<QuarantineService, 'keep'> | null;
  /** Where messages are noted that are with a filter when this process ends. */
  readonly transitNotes: TransitNotes;
}

const FREE_SHARE: OutboundShare = { heldBecause: null, keep: () => {}, [Symbol.dispose]: () => {} };

export const NO_SERVICES: DeliveryServices = {
  authentication: null,
  signing: null,
  senderRewriting: { rewrite: (sender) => sender, homeward: (own) => own, reverse: () => null },
  filters: { isEmpty: true, givesBack: false, run: () => Promise.reject(new Error('there are no filters')) },
  guard: { admit: () => ({ kind: 'ok', share: FREE_SHARE }), admitForwarding: () => FREE_SHARE },
  trace: silentTrace,
  successNotices: { tell: () => Promise.resolve() },
  receivedReports: null,
  quarantine: null,
  transitNotes: { note: () => Promise.resolve(null), setNote: () => Promise.resolve() },
};

export interface DeliveryDeps extends DeliveryServices {
  readonly store: Store;
  readonly settings: Pick<Settings, 'get' | 'onChange'>;
  readonly clock: Clock;
  readonly hostname: string;
}
