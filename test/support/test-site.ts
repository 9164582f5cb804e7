/** A web site of given routes on a free port, without TLS: what its requests look like is said. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Logger, silentLogger } from '../../src/base/log.ts';
import { createRouteTable } from '../../src/transports/http/route-table.ts';
import { createSite, type Route, type SiteOptions } from '../../src/transports/http/site.ts';

export interface TestSiteOptions
  extends Partial<Pick<SiteOptions, 'hasTrustedCertificate' | 'securePortFor' | 'secureNameFor'>> {
  readonly isSecure?: boolean;
  readonly log?: Logger;
}

export interface TestSite extends AsyncDisposable {
  request(path: string, init?: RequestInit): Promise<Response>;
}

export async function openTestSite(routes: readonly Route[], options: TestSiteOptions = {}): Promise<TestSite> {
  const { isSecure = true, log = silentLogger, hasTrustedCertificate = () => false } = options;
  const answer = createSite({
    ...{ routes: createRouteTable(routes), log, hasTrustedCertificate },
    securePortFor: options.securePortFor ?? (() => null),
    secureNameFor: options.secureNameFor ?? (async (name) => name),
    defaultLanguage: () => 'en',
  });
  const { signal } = new AbortController();
  const server = createServer((request, response) => {
    void answer(request, response, { peer: { address: '192.0.2.7', isTrusted: false }, isSecure, signal });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    request: (path, init = {}) => fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', ...init }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
