/** Compare: RFC 4511 section 4.10. */
import { CONTROL, parseAssertionControl } from '../../../wire/ldap/controls.ts';
import type { CompareRequest } from '../../../wire/ldap/request.ts';
import type { Result } from '../../../wire/ldap/response.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import { hasOptions } from '../../../wire/ldap/schema/schema.ts';
import { controlValue } from '../control-values.ts';
import { valuesOf } from '../entries/entry.ts';
import type { Handler, OperationContext } from '../operation-context.ts';
import { compileEquality, compileFilter } from '../search/compile-filter.ts';
import { findBase } from '../search/find-base.ts';
import { entryAt } from '../search/sight.ts';
import { isShutOut, sightOf } from '../viewer.ts';

const NO_ACCESS: Result = { code: 'insufficientAccessRights', message: 'not permitted' };

export const compare: Handler<CompareRequest> = async (context, request) => ({
  response: { kind: 'result', of: 'compare', result: await decide(context, request) },
});

async function decide(context: OperationContext, { name, attribute, value }: CompareRequest): Promise<Result> {
  const type = DIRECTORY_SCHEMA.attribute(attribute);
  if (type === null) return { code: 'undefinedAttributeType', message: 'no such attribute' };
  // Whoever could compare could guess, at any speed: the same for every entry, also for those that are not there.
  if (SECRETS.has(type.oid)) return NO_ACCESS;
  const assertion = controlValue(context.controls, CONTROL.assertion);
  const sight = await sightOf(context, (costly) => assertion !== null || costly === type.name);
  const base = await findBase(sight, name);
  if (base.place?.kind !== 'root' && base.place?.kind !== 'subschema' && isShutOut(sight)) return NO_ACCESS;
  const entry = base.place === null ? null : await entryAt(sight, base.place);
  if (entry === null) return { code: 'noSuchObject', matchedName: base.matchedName };
  if (assertion !== null) {
    const isTrue = compileFilter(parseAssertionControl(assertion, context.session.filterLimits))(entry);
    if (isTrue !== true) return { code: 'assertionFailed' };
  }
  if (hasOptions(attribute) || valuesOf(entry, type).length === 0) return { code: 'noSuchAttribute' };
  if (type.equality === null) return { code: 'inappropriateMatching', message: 'values cannot be compared' };
  const verdict = compileEquality(attribute, value)(entry);
  if (verdict === 'undefined') return { code: 'invalidAttributeSyntax', message: 'not a value of that attribute' };
  return { code: verdict ? 'compareTrue' : 'compareFalse' };
}

const SECRETS = new Set(['userPassword'].map((name) => DIRECTORY_SCHEMA.attribute(name)?.oid));
