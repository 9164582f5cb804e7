/** Domains: what stands behind the @. The list, and below it one domain or a new one. SM2, DI4 */
import { Route, Switch } from 'wouter';
import { lastSegment } from '../../shared/layout/path-segment.ts';
import { DomainList } from './domain-list.tsx';
import { NewDomain } from './new-domain.tsx';
import { OneDomain } from './one-domain.tsx';

/** No domain begins with a hyphen. */
export function Domains() {
  return (
    <Switch>
      <Route path="/">
        <DomainList />
      </Route>
      <Route path="/-new">
        <NewDomain />
      </Route>
      <Route path="/:name">{({ name }) => <OneDomain key={name} name={lastSegment()} />}</Route>
    </Switch>
  );
}
