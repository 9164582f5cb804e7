import { type Failure, isFailure } from '../../base/failure.ts';
import type { RecipientOutcome } from '../../domain/ports/mail-sender.ts';

/** What became of one copy, in the terms of SMTP. RFC 3463 */
export interface DeliveryReport {
  readonly outcome: RecipientOutcome;
  readonly status: string;
  /** One line of English. */
  readonly text: string;
}

/** Enhanced codes of errors of the system; for all others 4.3.0. All of them pass once somebody has looked. */
const STATUS_OF_ERROR: Readonly<Record<string, string>> = {
  ENOSPC: '4.3.1',
  EDQUOT: '4.2.2',
  EFBIG: '4.2.2',
  ENOENT: '4.3.5',
  EACCES: '4.3.5',
  EPERM: '4.3.5',
  ELOOP: '4.3.5',
  ENXIO: '4.3.5',
  EISDIR: '4.3.5',
  ENOEXEC: '4.3.5',
};

/** Mail waits for what an administrator can mend. Bugs are thrown on. */
export function reportOfError(error: unknown, what: string): DeliveryReport {
  if (isFailure(error)) return { outcome: 'deferred', status: statusOf(error), text: error.message };
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) throw error;
  return { outcome: 'deferred', status: STATUS_OF_ERROR[code] ?? '4.3.0', text: `${what}: ${explain(code)}` };
}

function statusOf({ detail }: Failure): string {
  return typeof detail.status === 'string' ? detail.status : '4.3.5';
}

function explain(code: string): string {
  switch (code) {
    case 'ELOOP':
      return 'it is a symbolic link';
    case 'ENOENT':
      return 'it does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'it may not be used by this server';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return code;
  }
}
