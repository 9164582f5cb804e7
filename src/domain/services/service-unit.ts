/** One service as the server has it: what is started, stopped and asked whether it answers. */
import type { ServiceName } from './service-names.ts';

/** Where a service listens. */
export interface ServicePlace {
  /** `imaps`. */
  readonly name: string;
  /** TCP port; null for a Unix socket. */
  readonly port: number | null;
  /** Of a Unix socket. */
  readonly path: string | null;
  readonly security: 'implicit-tls' | 'starttls' | 'none';
  readonly isOpen: boolean;
  readonly connections: number;
}

/** Why a service does not work; each is a sentence of the catalogue (`service.problem.CODE`). */
export const SERVICE_PROBLEMS = ['cannot-listen', 'refused', 'no-answer', 'tls', 'wrong-answer'] as const;

export interface ServiceProblem {
  readonly code: (typeof SERVICE_PROBLEMS)[number];
  /** The listener: `imaps`. */
  readonly place: string;
  /** In the words of the system or of the service, in English; may be empty. */
  readonly cause: string;
}

export interface ServiceUnit {
  readonly name: ServiceName;
  places(): readonly ServicePlace[];
  /** Does nothing for what runs. Resolves with what could not be started. */
  start(): Promise<ServiceProblem | null>;
  /** Lets sessions end what they have begun, and cuts off those that are still there after the deadline. */
  stop(deadlineMs: number): Promise<void>;
  /** Speaks to the service as a client does. Resolves with what is wrong. */
  probe(): Promise<ServiceProblem | null>;
}
