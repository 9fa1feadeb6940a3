import {
  IconArrowsExchange,
  IconBooks,
  IconHistory,
  IconHome,
  IconHourglass,
  IconSettings,
  IconShieldCheck,
  IconTrash,
  IconUpload,
  IconUserCheck,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import type { Permission } from '../../shared/contracts/permissions.ts';

/** The places of the console in the order of a working day. */
export const places = [
  { to: '/', name: 'home', icon: IconHome, needs: undefined },
  { to: '/desk', name: 'desk', icon: IconArrowsExchange, needs: 'desk.lend' },
  { to: '/titles', name: 'titles', icon: IconBooks, needs: 'titles.read' },
  { to: '/patrons', name: 'patrons', icon: IconUsers, needs: 'patrons.read' },
  { to: '/import', name: 'import', icon: IconUpload, needs: 'imports.run' },
  { to: '/safety', name: 'safety', icon: IconShieldCheck, needs: 'backups.read' },
  { to: '/time-machine', name: 'timeMachine', icon: IconHistory, needs: 'recovery.read' },
  { to: '/bin', name: 'bin', icon: IconTrash, needs: 'titles.read' },
  { to: '/jobs', name: 'jobs', icon: IconHourglass, needs: 'jobs.read' },
  { to: '/approvals', name: 'approvals', icon: IconUserCheck, needs: 'approvals.decide' },
  { to: '/staff', name: 'staff', icon: IconUsersGroup, needs: 'staff.read' },
  { to: '/settings', name: 'settings', icon: IconSettings, needs: 'settings.read' },
] as const satisfies readonly { to: string; name: string; icon: unknown; needs: Permission | undefined }[];
