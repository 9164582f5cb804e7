/** Modify: RFC 4511 section 4.6, with increments (RFC 4525), a condition (RFC 4528), and the entry read with it (RFC 4527). */
import type { ModifyRequest } from '../../../wire/ldap/request.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import type { Handler, OperationContext, Reply } from '../operation-context.ts';
import { applyChanges, type Present } from '../write/apply-changes.ts';
import { type ChangeControls, mustHoldTrue, readChangeControls, readReplies } from '../write/change-controls.ts';
import { onLatest } from '../write/change-loop.ts';
import { changePassword } from '../write/change-password.ts';
import { findEntry, openScene, subjectAt } from '../write/open-scene.ts';
import { readPasswordEdit } from '../write/password-edit.ts';
import { valuesIn } from '../write/plan-change.ts';
import { Refusal } from '../write/refusal.ts';

export const modify: Handler<ModifyRequest> = async (context, request) => {
  const controls = readChangeControls('modify', context.controls, context.session.filterLimits);
  return onLatest(context.operation, () => attempt(context, request, controls));
};

async function attempt(
  context: OperationContext,
  { name, changes }: ModifyRequest,
  controls: ChangeControls,
): Promise<Reply> {
  const named = new Set(changes.map(({ attribute }) => DIRECTORY_SCHEMA.attribute(attribute.type)?.name));
  const scene = await openScene(context, (attribute) => named.has(attribute) || controls.needs(attribute));
  const place = await findEntry(scene, name);
  const subject = await subjectAt(scene, place);
  const { before } = subject;
  const edit = readPasswordEdit(changes);
  if (edit !== null) {
    if (place.kind !== 'user') throw new Refusal('objectClassViolation', "attribute 'userPassword' not allowed");
    mustHoldTrue(controls, before);
    await changePassword(context.session, scene, place.user, { ...edit, isConditional: controls.assertion !== null });
    return modified(await readReplies(controls, before, async () => before));
  }
  subject.mustBeChangeable();
  mustHoldTrue(controls, before);
  const present: Present = {
    values: (type) => valuesIn(before, type),
    isCount: subject.isCount,
  };
  const after = await subject.change(await applyChanges(present, changes, scene.sight.breathe));
  return modified(await readReplies(controls, before, after));
}

function modified(controls: Reply['controls'] = []): Reply {
  return { response: { kind: 'result', of: 'modify', result: { code: 'success' } }, controls };
}
