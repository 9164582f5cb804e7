/** Leads to the first steps where the server has just been set up, and nobody has looked at them yet. */
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { useRead } from '../../shared/api/use-api.ts';
import { useSession } from '../../shared/session/session.tsx';
import { SETTLED } from './use-first-steps.ts';

/** Once for each time that the page is loaded: whoever leaves the steps is not led back. */
let hasLed = false;

export function FreshStart() {
  const { may } = useSession();
  const [location, navigate] = useLocation();
  const isWanted = !hasLed && location === '/' && may('settings.set') && may('test-message.send');
  const setting = useRead('settings.get', { path: { name: SETTLED } }, { isWanted });
  const users = useRead('user.list', { query: { state: 'all', limit: 1 } }, { isWanted });
  const isUntouched = Array.isArray(setting.data?.value) && setting.data.value.length === 0;
  const isLed = isWanted && isUntouched && users.data?.total === 1;
  useEffect(() => {
    if (!isLed) return;
    hasLed = true;
    navigate('/start', { replace: true });
  }, [isLed, navigate]);
  return null;
}
