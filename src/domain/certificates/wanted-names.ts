/** The names under which programs come to this server, which its certificate should have. P10 */
import type { Domain } from '../ports/directory.ts';

/** `host`: of the server. `extra`: as the setting says. The others are of a domain, for programs that look for them. */
export type NamePurpose = 'host' | 'extra' | 'autoconfig' | 'autodiscover' | 'mta-sts';

export interface WantedName {
  readonly name: string;
  readonly purpose: NamePurpose;
  /** Without it the server is not what it says it is; the others are of use only where DNS leads them here. */
  readonly isRequired: boolean;
}

const OF_DOMAINS: readonly NamePurpose[] = ['autoconfig', 'autodiscover', 'mta-sts'];
/** Underscores occur in mail domains, and no authority vouches for them. */
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;

/** Those that are required first; no name twice. */
export function wantedNames(
  hostname: string,
  extra: readonly string[],
  domains: readonly Pick<Domain, 'name' | 'synonyms'>[],
): WantedName[] {
  const all: WantedName[] = [
    { name: hostname, purpose: 'host', isRequired: true },
    ...extra.map((name): WantedName => ({ name, purpose: 'extra', isRequired: true })),
    ...domains
      .flatMap(({ name, synonyms }) => [name, ...synonyms])
      .flatMap((domain) => OF_DOMAINS.map((purpose) => ({ name: `${purpose}.${domain}`, purpose, isRequired: false }))),
  ];
  const seen = new Set<string>();
  return all.filter(({ name, isRequired }) => {
    const isNew = !seen.has(name);
    seen.add(name);
    return isNew && (isRequired || HOST_NAME.test(name));
  });
}
