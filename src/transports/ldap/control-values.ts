/** Controls of a request: which are known for which operation. RFC 4511 section 4.1.11 */
import { Failure } from '../../base/failure.ts';
import { CONTROL } from '../../wire/ldap/controls.ts';
import type { Control, RequestKind } from '../../wire/ldap/request.ts';

/** There are no referrals here that a client could want to see as entries: ManageDsaIT changes nothing. RFC 3296 section 3 */
const COMMON: readonly string[] = [CONTROL.manageDsaIT];
const KNOWN: Readonly<Partial<Record<RequestKind, ReadonlySet<string>>>> = {
  search: new Set([...COMMON, CONTROL.pagedResults, CONTROL.sortRequest, CONTROL.assertion]),
  compare: new Set([...COMMON, CONTROL.assertion]),
  add: new Set([...COMMON, CONTROL.assertion, CONTROL.postRead]),
  modify: new Set([...COMMON, CONTROL.assertion, CONTROL.preRead, CONTROL.postRead]),
  'modify-name': new Set([...COMMON, CONTROL.assertion, CONTROL.preRead, CONTROL.postRead]),
  delete: new Set([...COMMON, CONTROL.assertion, CONTROL.preRead]),
};

export function hasUnknownCriticalControl(kind: RequestKind, controls: readonly Control[]): boolean {
  return controls.some(({ type, isCritical }) => isCritical && KNOWN[kind]?.has(type) !== true);
}

/** Those that mean something for an operation of this kind. */
export function knownControls(kind: RequestKind, controls: readonly Control[]): readonly Control[] {
  return controls.filter(({ type }) => KNOWN[kind]?.has(type) === true);
}

/** Null where the request has no such control. Throws Failure `invalid` for one without its value. */
export function controlValue(controls: readonly Control[], type: string): Uint8Array | null {
  const control = controls.find((each) => each.type === type);
  if (control === undefined) return null;
  if (control.value === null) throw new Failure('invalid', 'a control without its value');
  return control.value;
}
