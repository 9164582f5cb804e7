import type { FindingKind } from '../../../../domain/ports/store.ts';
import { CHECKS } from '../../check/table.ts';
import type { RepairKey } from '../../protocol.ts';
import type { OperationContext } from '../context.ts';

/** Mends one finding from what is true at this moment. Returns false when it cannot be mended. */
export function repair(context: OperationContext, finding: FindingKind, key: RepairKey): boolean {
  return CHECKS[finding].repair(context, key);
}
