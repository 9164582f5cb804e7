/** What can be done with many users at once. */
import type { UserActionInput } from '../../../../src/wire/admin/endpoints/bulk.ts';

export type BulkKind = UserActionInput['kind'];

export const BULK_KINDS = [
  'enable',
  'disable',
  'require-password-change',
  'quota',
  'language',
  'add-to-group',
  'remove-from-group',
  'archive',
  'restore',
  'delete',
] as const satisfies readonly BulkKind[];

/** What is asked for beside the kind. */
export interface BulkAnswers {
  readonly group: string;
  readonly language: string;
  readonly handOverTo: string;
  readonly storageQuota: number | 'none' | 'inherit';
}

export const NO_ANSWERS: BulkAnswers = { group: '', language: '', handOverTo: '', storageQuota: 'inherit' };

/** Null while something is missing. */
export function bulkAction(kind: BulkKind, answers: BulkAnswers): UserActionInput | null {
  switch (kind) {
    case 'quota':
      return { kind, storageQuota: answers.storageQuota };
    case 'language':
      return { kind, language: answers.language === '' ? null : (answers.language as 'en') };
    case 'add-to-group':
    case 'remove-from-group':
      return answers.group === '' ? null : { kind, group: answers.group };
    case 'delete':
      return answers.handOverTo === '' ? { kind } : { kind, handOverTo: answers.handOverTo };
    default:
      return { kind };
  }
}
