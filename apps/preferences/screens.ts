/** The screens of the Preferences Manager, in the order of its menu. */
import { type Screen, screen } from '../shared/layout/screens.tsx';

export const SCREENS: readonly Screen[] = [
  {
    path: '/',
    label: 'my.overview',
    group: null,
    needs: 'me.show',
    component: screen(() => import('./overview/overview.tsx'), 'Overview'),
  },
  {
    path: '/profile',
    label: 'my.profile',
    group: 'my.group.account',
    needs: 'me.show',
    component: screen(() => import('./profile/profile.tsx'), 'Profile'),
  },
  {
    path: '/forwarding',
    label: 'my.forwarding',
    group: 'my.group.account',
    needs: 'me.forwarding',
    privilege: 'change-forwarding',
    component: screen(() => import('./forwarding/forwarding.tsx'), 'Forwarding'),
  },
  {
    path: '/devices',
    label: 'my.devices',
    group: 'my.group.account',
    needs: 'me.client-setup',
    component: screen(() => import('./devices/devices.tsx'), 'Devices'),
  },
  {
    path: '/password',
    label: 'my.password',
    group: 'my.group.sign-in',
    needs: 'me.password',
    privilege: 'change-password',
    component: screen(() => import('./password/password.tsx'), 'Password'),
  },
  {
    path: '/second-factor',
    label: 'my.factor',
    group: 'my.group.sign-in',
    needs: 'me.factors',
    component: screen(() => import('./second-factor/second-factor.tsx'), 'SecondFactor'),
  },
  {
    path: '/app-passwords',
    label: 'my.app-password',
    group: 'my.group.sign-in',
    needs: 'me.app-passwords',
    component: screen(() => import('./app-passwords/app-passwords.tsx'), 'AppPasswords'),
  },
  {
    path: '/sessions',
    label: 'my.session',
    group: 'my.group.sign-in',
    needs: 'me.sessions',
    component: screen(() => import('./sessions/sessions.tsx'), 'Sessions'),
  },
  {
    path: '/people',
    label: 'my.people',
    group: 'my.group.others',
    needs: 'me.find-users',
    component: screen(() => import('./people/people.tsx'), 'People'),
  },
  {
    path: '/aliases',
    label: 'my.alias',
    group: 'my.group.others',
    needs: 'me.find-aliases',
    component: screen(() => import('./aliases/aliases.tsx'), 'Aliases'),
  },
];
