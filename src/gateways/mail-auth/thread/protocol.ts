/** What the main thread and a thread that verifies and signs say to each other. */
import type { SealRequest, SigningKey } from '../../../domain/ports/mail-auth.ts';
import type { DnsAnswer } from '../../../domain/ports/name-service.ts';
import type { SigningTimes } from '../dkim/sign-message.ts';
import type { SignatureFindings } from './verify-signatures.ts';

export type Task =
  | { readonly kind: 'verify'; readonly nowMs: number }
  | { readonly kind: 'sign'; readonly keys: readonly SigningKey[]; readonly times: SigningTimes }
  | { readonly kind: 'seal'; readonly request: SealRequest; readonly nowMs: number };

export interface TaskResults {
  verify: SignatureFindings;
  sign: string;
  seal: string;
}

/** A task begins, gets the octets of its message in order, and ends or is cancelled. */
export type ToThread =
  | { readonly kind: 'begin'; readonly id: number; readonly task: Task }
  | { readonly kind: 'chunk'; readonly id: number; readonly octets: Uint8Array }
  | { readonly kind: 'end'; readonly id: number }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'answer'; readonly question: number; readonly answer: DnsAnswer<string> };

/** Each task is answered once: with `done`, `failed` or, when it was cancelled, `cancelled`. */
export type FromThread =
  /** So many octets of the task's message have been dealt with. */
  | { readonly kind: 'taken'; readonly id: number; readonly length: number }
  /** TXT records of a name, for a task. */
  | { readonly kind: 'ask'; readonly id: number; readonly question: number; readonly name: string }
  | { readonly kind: 'done'; readonly id: number; readonly result: TaskResults[keyof TaskResults] }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | { readonly kind: 'cancelled'; readonly id: number };
