/** A whole search in slices, page by page where the server can: RFC 2696. */
import { Failure, isFailure } from '../../base/failure.ts';
import type { RemoteEntry, RemoteQuery, RemoteServer } from '../../domain/ports/remote-directory.ts';
import { CONTROL, formatPageControl, parsePageControl } from '../../wire/ldap/controls.ts';
import type { Filter } from '../../wire/ldap/filter.ts';
import { parseFilterText } from '../../wire/ldap/parse-filter-text.ts';
import type { SearchRequest } from '../../wire/ldap/request.ts';
import type { FoundEntry, LdapConnection, SearchEnd } from './ldap-connection.ts';
import type { LdapClientLimits } from './ldap-limits.ts';
import { remoteProblem } from './remote-problem.ts';

const EMPTY = new Uint8Array(0);

/**
 * @param limit where the caller takes no more entries than that: then no more are asked for, nor waited for in a slice.
 * Throws Failure `unavailable` where the server ends it in any other way than with success.
 */
export async function* pagedSearch(
  connection: LdapConnection,
  { server, limits }: { readonly server: RemoteServer; readonly limits: LdapClientLimits },
  query: RemoteQuery,
  signal: AbortSignal,
  limit = 0,
): AsyncGenerator<readonly RemoteEntry[]> {
  const request = searchRequest(query, limit);
  const size = limit === 0 ? limits.pageEntries : Math.min(limit, limits.pageEntries);
  let cookie: Uint8Array = EMPTY;
  do {
    const value = formatPageControl({ size, cookie });
    // Not critical: a server without pages sends all at once, and is read as slowly.
    const page = connection.search(request, [{ type: CONTROL.pagedResults, isCritical: false, value }], signal);
    const end = yield* inSlices(page, { entries: size, bytes: limits.sliceBytes });
    const { code, message } = end.result;
    // There is no such entry below a base that is itself the answer: nothing was found.
    if (code === 'noSuchObject' && query.scope === 'base') return;
    if (code !== 'success') throw remoteProblem(server, 'search', message ? `${code}: ${message}` : code);
    cookie = nextCookie(end);
  } while (cookie.length > 0);
}

/** Throws Failure `invalid`, `too-many`, `too-large` for a filter that is none. */
function searchRequest({ base, filter, anyOf, attributes, scope }: RemoteQuery, sizeLimit: number): SearchRequest {
  return {
    kind: 'search',
    base,
    scope,
    sizeLimit,
    timeLimitSeconds: 0,
    typesOnly: false,
    filter: anyOf.length === 0 ? readFilter(filter) : narrowed(readFilter(filter), anyOf),
    attributes,
  };
}

function readFilter(text: string): Filter {
  try {
    return parseFilterText(text);
  } catch (error) {
    if (!isFailure(error)) throw error;
    throw new Failure(error.code, error.message, { detail: { ...error.detail, field: 'filter', value: text } });
  }
}

/** What is looked for is put in as octets: no text of a user ever becomes the text of a filter. RFC 4515 section 3 */
function narrowed(filter: Filter, anyOf: RemoteQuery['anyOf']): Filter {
  const asserted = anyOf.map(({ attribute, rule, value }): Filter => {
    const octets = typeof value === 'string' ? Buffer.from(value) : value;
    return { kind: rule === 'equal' ? 'equal' : 'greater-or-equal', attribute, value: octets };
  });
  return { kind: 'and', filters: [filter, { kind: 'or', filters: asserted }] };
}

async function* inSlices(
  found: AsyncGenerator<FoundEntry, SearchEnd>,
  atMost: { readonly entries: number; readonly bytes: number },
): AsyncGenerator<readonly RemoteEntry[], SearchEnd> {
  let slice: RemoteEntry[] = [];
  let bytes = 0;
  try {
    for (;;) {
      const next = await found.next();
      if (next.done === true) {
        if (slice.length > 0) yield slice;
        return next.value;
      }
      slice.push(readEntry(next.value));
      bytes += sizeOf(next.value);
      if (slice.length < atMost.entries && bytes < atMost.bytes) continue;
      yield slice;
      slice = [];
      bytes = 0;
    }
  } finally {
    // Whoever stops in the middle leaves a connection that nobody can use.
    await found.return(undefined as never);
  }
}

function sizeOf({ name, attributes }: FoundEntry): number {
  const octets = attributes.flatMap(({ values }) => values.map(({ length }) => length));
  return octets.reduce((sum, length) => sum + length, name.length);
}

function readEntry({ name, attributes }: FoundEntry): RemoteEntry {
  const values = new Map<string, readonly Uint8Array[]>();
  for (const { type, values: found } of attributes) {
    const [plain = ''] = type.toLowerCase().split(';');
    values.set(plain, [...(values.get(plain) ?? []), ...found]);
  }
  return { name, attributes: values };
}

function nextCookie({ controls }: SearchEnd): Uint8Array {
  const value = controls.find(({ type }) => type === CONTROL.pagedResults)?.value ?? null;
  return value === null ? EMPTY : parsePageControl(value).cookie;
}
