import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod';
import { NotFound, PageError } from '../shared/ui/page-errors.tsx';
import { SearchPage } from './pages/search.tsx';
import { Shell } from './shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: PageError });
const under = { getParentRoute: () => root };

const routes = [
  createRoute({ ...under, path: '/', validateSearch: z.object({ q: z.string().catch('') }), component: SearchPage }),
  createRoute({
    ...under,
    path: '/titles/$titleId',
    component: lazyRouteComponent(() => import('./pages/title.tsx'), 'TitlePage'),
  }),
  createRoute({
    ...under,
    path: '/loans',
    component: lazyRouteComponent(() => import('./pages/loans.tsx'), 'LoansPage'),
  }),
];

export const router = createRouter({
  routeTree: root.addChildren(routes),
  scrollRestoration: true,
  defaultPreload: 'intent',
});
