/** Modify DN: RFC 4511 section 4.9. */
import { isFailure } from '../../../base/failure.ts';
import { foldName } from '../../../base/name.ts';
import type { Domain } from '../../../domain/ports/directory.ts';
import { formatName, parseRelativeName, type RelativeName } from '../../../wire/ldap/distinguished-name.ts';
import type { ModifyNameRequest } from '../../../wire/ldap/request.ts';
import { findPlace, nameOf, type Place, unitName } from '../entries/place.ts';
import type { Handler, OperationContext, Reply } from '../operation-context.ts';
import { isVisible } from '../search/sight.ts';
import { type ChangeControls, mustHoldTrue, readChangeControls, readReplies } from '../write/change-controls.ts';
import { onLatest } from '../write/change-loop.ts';
import { namingValue, unitOf } from '../write/naming.ts';
import { findEntry, openScene, subjectAt } from '../write/open-scene.ts';
import { Refusal } from '../write/refusal.ts';
import type { Scene } from '../write/subject.ts';

export const modifyName: Handler<ModifyNameRequest> = async (context, request) => {
  const controls = readChangeControls('modify-name', context.controls, context.session.filterLimits);
  const relativeName = readRelativeName(request.newRelativeName);
  return onLatest(context.operation, () => attempt(context, request, relativeName, controls));
};

async function attempt(
  context: OperationContext,
  { name, deletesOld, newSuperior }: ModifyNameRequest,
  relativeName: RelativeName,
  controls: ChangeControls,
): Promise<Reply> {
  const scene = await openScene(context, controls.needs);
  const place = await findEntry(scene, name);
  const subject = await subjectAt(scene, place);
  subject.mustBeChangeable();
  mustHoldTrue(controls, subject.before);
  const unit = unitOf(place);
  if (unit === null) throw new TypeError(`a ${place.kind} that can be changed`);
  const value = namingValue(unit, relativeName);
  const [[old] = []] = nameOf(place);
  const isSame = old?.value === value;
  if (!deletesOld && !isSame && foldName(old?.value ?? '') !== foldName(value)) {
    throw new Refusal('constraintViolation', `${old?.type}: it has one value, so that the old one cannot be kept`);
  }
  const domain = newSuperior === null ? null : await findNewDomain(scene, place, newSuperior);
  await mustBeFree(scene, place, value, domain);
  const after = await subject.rename(isSame ? null : value, domain);
  return {
    response: { kind: 'result', of: 'modify-name', result: { code: 'success' } },
    controls: await readReplies(controls, subject.before, after),
  };
}

/** Null where it is the domain of the entry. Throws Refusal. */
async function findNewDomain(scene: Scene, place: Place, newSuperior: string): Promise<Domain | null> {
  const superior = await findEntry(scene, newSuperior, 'new superior not found');
  const unit = unitOf(place);
  if (superior.kind !== 'unit' || superior.unit !== unit) {
    throw new Refusal('namingViolation', `entries of ${unit} are below a branch of that name`);
  }
  return 'domain' in place && superior.domain.id === place.domain.id ? null : superior.domain;
}

/** Throws Refusal where another entry has the name. */
async function mustBeFree({ sight }: Scene, place: Place, value: string, domain: Domain | null): Promise<void> {
  const [[old] = [], ...above] = nameOf(place);
  const unit = unitOf(place);
  if (old === undefined || unit === null) return;
  const newName = [[{ ...old, value }], ...(domain === null ? above : unitName(domain.name, unit))];
  const there = (await findPlace(sight.directory, newName)).place;
  if (there === null || formatName(nameOf(there)) === formatName(nameOf(place))) return;
  if (await isVisible(sight, there)) throw new Refusal('entryAlreadyExists', '');
}

/** Throws Refusal. */
function readRelativeName(text: string): RelativeName {
  try {
    return parseRelativeName(text);
  } catch (error) {
    if (!isFailure(error)) throw error;
    throw new Refusal('invalidDNSyntax', 'invalid new RDN');
  }
}
