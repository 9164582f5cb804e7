/** Search: RFC 4511 section 4.5, with pages (RFC 2696), sorting (RFC 2891) and an assertion (RFC 4528). */
import { CONTROL, formatPageControl, formatSortResult } from '../../../wire/ldap/controls.ts';
import type { Filter } from '../../../wire/ldap/filter.ts';
import { encodeMessageId } from '../../../wire/ldap/format-response.ts';
import type { Control, SearchRequest } from '../../../wire/ldap/request.ts';
import type { Result } from '../../../wire/ldap/response.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import type { Entry } from '../entries/entry.ts';
import type { CostlyAttribute, Needs } from '../entries/entry-context.ts';
import type { Handler, OperationContext, Reply } from '../operation-context.ts';
import { compileFilter } from '../search/compile-filter.ts';
import { encodeEntry } from '../search/encode-entry.ts';
import type { EntrySource } from '../search/entry-source.ts';
import { sourcesOf } from '../search/entry-sources.ts';
import { hasShortSubstring, mentionsAny } from '../search/filter-facts.ts';
import { findBase } from '../search/find-base.ts';
import { formatCookie } from '../search/page-cookie.ts';
import { readSearchControls, type SearchControls } from '../search/search-controls.ts';
import { SearchRun, TimeIsUp } from '../search/search-run.ts';
import { type AttributeSelection, selectAttributes } from '../search/select-attributes.ts';
import { entryAt } from '../search/sight.ts';
import { sorted } from '../search/sorted-source.ts';
import { isShutOut, sightOf } from '../viewer.ts';

export const search: Handler<SearchRequest> = async (context, request) => {
  const { services, filterLimits } = context.session;
  const controls = readSearchControls(context.controls, request, filterLimits);
  if (controls.isOver) return pagesEnd();
  const selection = selectAttributes(request.attributes, request.typesOnly);
  const sight = await sightOf(context, needsOf(selection, request, controls));
  const { place, matchedName } = await findBase(sight, request.base);
  const isOpenToAll = place?.kind === 'subschema' || (place?.kind === 'root' && request.scope === 'base');
  if (!isOpenToAll && isShutOut(sight)) {
    return ended({ code: 'insufficientAccessRights', message: 'sign in first' });
  }
  if (place === null) return ended({ code: 'noSuchObject', matchedName });
  if (controls.assertion !== null) {
    const target = await entryAt(sight, place);
    const isTrue = target !== null && compileFilter(controls.assertion)(target) === true;
    if (!isTrue) return ended({ code: 'assertionFailed' });
  }
  const minLength = services.settings.get('ldapMinSubstringLength');
  if (request.scope !== 'base' && hasShortSubstring(request.filter, minLength)) {
    return ended({ code: 'adminLimitExceeded', message: `parts of texts need ${minLength} characters or more` });
  }
  const run = new SearchRun(context, request);
  try {
    const area = { base: place, scope: request.scope, filter: request.filter };
    const sources = await sourcesOf(sight, area, services.addressList);
    return await sendEntries(context, run, { request, sources, selection, controls });
  } catch (error) {
    if (error instanceof TimeIsUp) return ended({ code: 'timeLimitExceeded' });
    throw error;
  }
};

interface Search {
  readonly request: SearchRequest;
  readonly sources: readonly EntrySource[];
  readonly selection: AttributeSelection;
  readonly controls: SearchControls;
}

async function sendEntries(
  { session, operation }: OperationContext,
  run: SearchRun,
  { request, sources, selection, controls }: Search,
): Promise<Reply> {
  const { pageSize, start, digest } = controls;
  const test = compileFilter(request.filter);
  const isWanted = (entry: Entry) => test(entry) === true;
  const inOrder = await sorted(sources, {
    keys: controls.sort,
    isWanted,
    pause: run.pause,
    gate: session.services.sorting,
  });
  const replyControls: Control[] = [];
  if (inOrder.sortResult !== null) {
    const { code, attribute } = inOrder.sortResult;
    replyControls.push(reply(CONTROL.sortResponse, formatSortResult(code, attribute)));
    if (code !== 'success' && controls.isSortCritical) {
      return ended({ code: 'unavailableCriticalExtension', message: 'cannot be sorted like that' }, replyControls);
    }
  }
  const messageId = encodeMessageId(operation.messageId);
  const { code, next } = await run.page(inOrder.sources, start, isWanted, pageSize, (entry) => {
    operation.goOn();
    session.sendEncoded(messageId, encodeEntry(entry, selection));
  });
  if (pageSize !== null) {
    const cookie = next === null ? NO_COOKIE : formatCookie(digest, next);
    replyControls.push(reply(CONTROL.pagedResults, formatPageControl({ size: 0, cookie })));
  }
  return ended({ code }, replyControls);
}

const NO_COOKIE = new Uint8Array(0);

/** The client gives its pages up: RFC 2696 section 3. */
function pagesEnd(): Reply {
  const value = formatPageControl({ size: 0, cookie: NO_COOKIE });
  return ended({ code: 'success' }, [reply(CONTROL.pagedResults, value)]);
}

function ended(result: Result, controls: readonly Control[] = []): Reply {
  return { response: { kind: 'result', of: 'search', result }, controls };
}

function reply(type: string, value: Uint8Array): Control {
  return { type, isCritical: false, value };
}

/** What costs look-ups is looked up only where somebody wants to know. */
function needsOf(selection: AttributeSelection, { filter }: SearchRequest, { assertion, sort }: SearchControls): Needs {
  const sortedBy = (sort ?? []).map(({ attribute }) => ({ kind: 'present', attribute }) as const);
  const asked: Filter = { kind: 'or', filters: [filter, ...(assertion === null ? [] : [assertion]), ...sortedBy] };
  const answers = new Map<CostlyAttribute, boolean>();
  const isNeeded = (name: CostlyAttribute): boolean => {
    const type = DIRECTORY_SCHEMA.attribute(name);
    return (type !== null && selection.has(type)) || mentionsAny(asked, [name]);
  };
  // It is asked about each entry.
  return (name) => {
    let answer = answers.get(name);
    if (answer === undefined) answers.set(name, (answer = isNeeded(name)));
    return answer;
  };
}
