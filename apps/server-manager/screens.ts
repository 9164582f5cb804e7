/** The screens of the Server Manager, in the order of its menu. */
import { type Screen, screen } from '../shared/layout/screens.tsx';

export const SCREENS: readonly Screen[] = [
  {
    path: '/users',
    label: 'server.users',
    group: 'server.group.people',
    needs: 'user.list',
    component: screen(() => import('./users/users.tsx'), 'Users'),
  },
  {
    path: '/groups',
    label: 'server.groups',
    group: 'server.group.people',
    needs: 'group.list',
    component: screen(() => import('./groups/groups.tsx'), 'Groups'),
  },
  {
    path: '/quotas',
    label: 'server.quotas',
    group: 'server.group.people',
    needs: 'quota.list',
    component: screen(() => import('./users/quotas/quota-list.tsx'), 'QuotaList'),
  },
];
