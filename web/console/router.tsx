import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod';
import { NotFound, PageError } from '../shared/ui/page-errors.tsx';
import { DeskPage } from './pages/desk.tsx';
import { Shell } from './shell.tsx';
import { TimeMachineSearch } from './time-machine/ways.ts';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: PageError });
const under = { getParentRoute: () => root };
const Find = z.object({ q: z.string().catch('') });

const routes = [
  createRoute({ ...under, path: '/', component: lazyRouteComponent(() => import('./pages/home.tsx'), 'HomePage') }),
  // Not loaded when asked for like the others: a scanner does not wait for a page to arrive.
  createRoute({ ...under, path: '/desk', component: DeskPage }),
  createRoute({
    ...under,
    path: '/titles',
    validateSearch: Find,
    component: lazyRouteComponent(() => import('./pages/titles.tsx'), 'TitlesPage'),
  }),
  createRoute({
    ...under,
    path: '/titles/new',
    component: lazyRouteComponent(() => import('./pages/new-title.tsx'), 'NewTitlePage'),
  }),
  createRoute({
    ...under,
    path: '/titles/$titleId',
    validateSearch: z.object({ tab: z.enum(['record', 'copies', 'marc', 'past']).catch('record') }),
    component: lazyRouteComponent(() => import('./pages/title.tsx'), 'TitlePage'),
  }),
  createRoute({
    ...under,
    path: '/titles/$titleId/edit',
    component: lazyRouteComponent(() => import('./pages/edit-title.tsx'), 'EditTitlePage'),
  }),
  createRoute({
    ...under,
    path: '/patrons',
    component: lazyRouteComponent(() => import('./pages/patrons.tsx'), 'PatronsPage'),
  }),
  createRoute({
    ...under,
    path: '/patrons/new',
    component: lazyRouteComponent(() => import('./pages/new-patron.tsx'), 'NewPatronPage'),
  }),
  createRoute({
    ...under,
    path: '/patrons/$patronId',
    component: lazyRouteComponent(() => import('./pages/patron.tsx'), 'PatronPage'),
  }),
  createRoute({
    ...under,
    path: '/patrons/$patronId/edit',
    component: lazyRouteComponent(() => import('./pages/edit-patron.tsx'), 'EditPatronPage'),
  }),
  createRoute({
    ...under,
    path: '/overdue',
    component: lazyRouteComponent(() => import('./pages/overdue.tsx'), 'OverduePage'),
  }),
  createRoute({
    ...under,
    path: '/import',
    component: lazyRouteComponent(() => import('./pages/import.tsx'), 'ImportPage'),
  }),
  createRoute({
    ...under,
    path: '/import/$uploadId',
    component: lazyRouteComponent(() => import('./pages/import-check.tsx'), 'ImportCheckPage'),
  }),
  createRoute({ ...under, path: '/jobs', component: lazyRouteComponent(() => import('./pages/jobs.tsx'), 'JobsPage') }),
  createRoute({
    ...under,
    path: '/jobs/$jobId',
    validateSearch: z.object({ only: z.enum(['repaired', 'refused']).optional().catch(undefined) }),
    component: lazyRouteComponent(() => import('./pages/job.tsx'), 'JobPage'),
  }),
  createRoute({
    ...under,
    path: '/safety',
    component: lazyRouteComponent(() => import('./pages/safety.tsx'), 'SafetyPage'),
  }),
  createRoute({
    ...under,
    path: '/time-machine',
    validateSearch: z.object(TimeMachineSearch),
    component: lazyRouteComponent(() => import('./pages/time-machine.tsx'), 'TimeMachinePage'),
  }),
  createRoute({
    ...under,
    path: '/time-machine/plans/$jobId',
    validateSearch: z.object({
      restore: z.string().optional().catch(undefined),
      review: z.string().optional().catch(undefined),
    }),
    component: lazyRouteComponent(() => import('./pages/time-machine-plan.tsx'), 'TimeMachinePlanPage'),
  }),
  createRoute({
    ...under,
    path: '/time-machine/records/$entity/$recordId',
    validateSearch: z.object({ at: z.string() }),
    component: lazyRouteComponent(() => import('./pages/time-machine-record.tsx'), 'TimeMachineRecordPage'),
  }),
  createRoute({
    ...under,
    path: '/safety/take-home',
    component: lazyRouteComponent(() => import('./pages/take-home.tsx'), 'TakeHomePage'),
  }),
  createRoute({
    ...under,
    path: '/safety/take-home/sheet',
    component: lazyRouteComponent(() => import('./pages/recovery-sheet.tsx'), 'RecoverySheetPage'),
  }),
  createRoute({
    ...under,
    path: '/bin',
    validateSearch: z.object({
      kind: z.enum(['title', 'item', 'patron', 'branch']).catch('title').default('title'),
      person: z.string().optional().catch(undefined),
    }),
    component: lazyRouteComponent(() => import('./pages/bin.tsx'), 'BinPage'),
  }),
  createRoute({
    ...under,
    path: '/approvals',
    component: lazyRouteComponent(() => import('./pages/approvals.tsx'), 'ApprovalsPage'),
  }),
  createRoute({
    ...under,
    path: '/staff',
    component: lazyRouteComponent(() => import('./pages/staff.tsx'), 'StaffPage'),
  }),
  createRoute({
    ...under,
    path: '/settings',
    component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'SettingsPage'),
  }),
  createRoute({
    ...under,
    path: '/sessions',
    component: lazyRouteComponent(() => import('./pages/sessions.tsx'), 'SessionsPage'),
  }),
];

export const router = createRouter({
  routeTree: root.addChildren(routes),
  scrollRestoration: true,
  defaultPreload: 'intent',
});
