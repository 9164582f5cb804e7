/** What the controls of a change ask for: a condition (RFC 4528), and the entry before and after it (RFC 4527). */
import { CONTROL, formatReadControl, parseAssertionControl, parseReadControl } from '../../../wire/ldap/controls.ts';
import { formatName } from '../../../wire/ldap/distinguished-name.ts';
import type { Filter } from '../../../wire/ldap/filter.ts';
import type { FilterLimits } from '../../../wire/ldap/filter-limits.ts';
import type { Control, RequestKind } from '../../../wire/ldap/request.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import { controlValue, knownControls } from '../control-values.ts';
import type { Entry } from '../entries/entry.ts';
import type { Needs } from '../entries/entry-context.ts';
import { compileFilter } from '../search/compile-filter.ts';
import { mentionsAny } from '../search/filter-facts.ts';
import { type AttributeSelection, selectAttributes } from '../search/select-attributes.ts';
import { Refusal } from './refusal.ts';

export interface ChangeControls {
  readonly assertion: Filter | null;
  readonly preRead: AttributeSelection | null;
  readonly postRead: AttributeSelection | null;
  /** Which costly attributes they look at. */
  readonly needs: Needs;
}

/** Throws Failure `invalid`, `too-many`. */
export function readChangeControls(kind: RequestKind, given: readonly Control[], limits: FilterLimits): ChangeControls {
  const controls = knownControls(kind, given);
  const assertionValue = controlValue(controls, CONTROL.assertion);
  const assertion = assertionValue === null ? null : parseAssertionControl(assertionValue, limits);
  const preRead = readSelection(controls, CONTROL.preRead);
  const postRead = readSelection(controls, CONTROL.postRead);
  return {
    ...{ assertion, preRead, postRead },
    needs: (name) => {
      const type = DIRECTORY_SCHEMA.attribute(name);
      if (type !== null && (preRead?.has(type) === true || postRead?.has(type) === true)) return true;
      return assertion !== null && mentionsAny(assertion, [name]);
    },
  };
}

/** Throws Refusal. */
export function mustHoldTrue({ assertion }: ChangeControls, entry: Entry): void {
  if (assertion === null || compileFilter(assertion)(entry) === true) return;
  throw new Refusal('assertionFailed', '');
}

/** @param before null where there was no such entry. */
export async function readReplies(
  { preRead, postRead }: ChangeControls,
  before: Entry | null,
  readAfter: () => Promise<Entry | null>,
): Promise<readonly Control[]> {
  const after = postRead === null ? null : await readAfter();
  return [...readReply(CONTROL.preRead, preRead, before), ...readReply(CONTROL.postRead, postRead, after)];
}

function readSelection(controls: readonly Control[], type: string): AttributeSelection | null {
  const value = controlValue(controls, type);
  return value === null ? null : selectAttributes(parseReadControl(value), false);
}

function readReply(type: string, selection: AttributeSelection | null, entry: Entry | null): readonly Control[] {
  if (selection === null || entry === null) return [];
  return [{ type, isCritical: false, value: formatReadControl(formatName(entry.name), selection.from(entry)) }];
}
