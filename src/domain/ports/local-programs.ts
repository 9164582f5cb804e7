/** Files and programs as members of aliases: gateways/pipe implements it. REQUIREMENTS MI5 */
import type { RecipientReport, Transmission } from './mail-sender.ts';

export interface LocalChannels {
  /** Appends to a mailbox file, or runs a program; the outcome in the terms of SMTP. Never rejects but for the signal. */
  deliver(transmission: Omit<Transmission, 'route'>, signal: AbortSignal): Promise<readonly RecipientReport[]>;
  /** Names that may be given to members: what lies in the administrator's folders and can be used. */
  listFiles(): Promise<readonly string[]>;
  listPrograms(): Promise<readonly string[]>;
  /** Why what lies there is not listed, in English; null where nothing of that name does, or nothing is wrong with it. */
  faultOf(kind: 'file' | 'program', name: string): Promise<string | null>;
}
