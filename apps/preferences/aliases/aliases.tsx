/** Aliases: one's own, all there are, one of them, a new one. PM3 */
import { Route, Switch } from 'wouter';
import { lastSegment } from '../../shared/layout/path-segment.ts';
import { AliasList } from './alias-list.tsx';
import { AliasPage } from './alias-page.tsx';
import { NewAlias } from './new-alias.tsx';

export function Aliases() {
  return (
    <Switch>
      <Route path="/">
        <AliasList />
      </Route>
      <Route path="/new">
        <NewAlias />
      </Route>
      <Route path="/of/:mail">{({ mail }) => <AliasPage key={mail} mail={lastSegment()} />}</Route>
    </Switch>
  );
}
