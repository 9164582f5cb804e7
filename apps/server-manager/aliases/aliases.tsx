/** Aliases: addresses that lead to others. The list, and below it one alias or a new one. SM4, DI3 */
import { Route, Switch } from 'wouter';
import { lastSegment } from '../../shared/layout/path-segment.ts';
import { AliasList } from './alias-list.tsx';
import { NewAlias } from './new-alias.tsx';
import { OneAlias } from './one-alias.tsx';

/** Every address has an `@`. */
export function Aliases() {
  return (
    <Switch>
      <Route path="/">
        <AliasList />
      </Route>
      <Route path="/-new">
        <NewAlias />
      </Route>
      <Route path="/:mail">{({ mail }) => <OneAlias key={mail} mail={lastSegment()} />}</Route>
    </Switch>
  );
}
