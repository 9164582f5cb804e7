/** Delete: RFC 4511 section 4.8. */
import type { DeleteRequest } from '../../../wire/ldap/request.ts';
import type { Place } from '../entries/place.ts';
import type { Handler } from '../operation-context.ts';
import { noAccess } from '../write/author.ts';
import { mustHoldTrue, readChangeControls, readReplies } from '../write/change-controls.ts';
import { onLatest } from '../write/change-loop.ts';
import { findEntry, openScene, subjectAt } from '../write/open-scene.ts';
import { Refusal } from '../write/refusal.ts';
import type { Scene } from '../write/subject.ts';

export const deleteEntry: Handler<DeleteRequest> = async (context, { name }) => {
  const controls = readChangeControls('delete', context.controls, context.session.filterLimits);
  return onLatest(context.operation, async () => {
    const scene = await openScene(context, controls.needs);
    const place = await findEntry(scene, name);
    mustBeLeaf(scene, place);
    const subject = await subjectAt(scene, place);
    subject.mustBeDeletable();
    mustHoldTrue(controls, subject.before);
    await subject.delete();
    return {
      response: { kind: 'result', of: 'delete', result: { code: 'success' } },
      controls: await readReplies(controls, subject.before, async () => null),
    };
  });
};

/** Throws Refusal: domains, and their branches, hold others, and stay where these are gone. */
function mustBeLeaf({ author }: Scene, { kind }: Place): void {
  if (kind !== 'domain' && kind !== 'unit') return;
  if (!author.may('domain.delete')) throw noAccess();
  throw new Refusal('notAllowedOnNonLeaf', 'a domain is not deleted over LDAP');
}
