/** Messages that a filter had kept aside. REQUIREMENTS MI10 */
import { Route, Switch } from 'wouter';
import { QuarantineList } from './quarantine-list.tsx';
import { QuarantinedMessage } from './quarantined-message.tsx';

export function Quarantine() {
  return (
    <Switch>
      <Route path="/">
        <QuarantineList />
      </Route>
      <Route path="/:id">{({ id }) => <QuarantinedMessage id={Number(id)} />}</Route>
    </Switch>
  );
}
