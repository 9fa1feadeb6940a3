import '../staff/staff.css';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type * as z from 'zod';
import type { StaffView } from '../../../shared/contracts/people.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { Page, Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { usePages } from '../api.ts';
import { useMay } from '../session.ts';
import { ChangeStaff } from '../staff/change-staff.tsx';
import { InviteStaff } from '../staff/invite-staff.tsx';
import { LeaveStaff } from '../staff/leave-staff.tsx';
import { PermissionTable } from '../staff/permission-table.tsx';

type Person = z.infer<typeof StaffView>;
type Doing = { readonly what: 'invite' } | { readonly what: 'change' | 'leave'; readonly person: Person };

export const StaffPage = () => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const write = useMay()('staff.write');
  const [doing, setDoing] = useState<Doing | undefined>();
  const staff = usePages(
    'staff.list',
    [],
    (cursor) => ({ cursor }),
    (page) => page.next,
  );
  const rows = staff.data?.pages.flatMap((page) => page.rows);
  const end = () => setDoing(undefined);
  const actions = (person: Person) =>
    write && person.leftAt === undefined ? (
      <>
        <Button
          variant="subtle"
          aria-label={t('staff.changeThis', { name: person.name })}
          onClick={() => setDoing({ what: 'change', person })}
        >
          {t('staff.change')}
        </Button>
        <Button
          variant="subtle"
          aria-label={t('staff.leaveThis', { name: person.name })}
          onClick={() => setDoing({ what: 'leave', person })}
        >
          {t('staff.leave')}
        </Button>
      </>
    ) : undefined;
  return (
    <Page
      title={t('staff.title')}
      lead={t('staff.lead')}
      actions={write ? <Button onClick={() => setDoing({ what: 'invite' })}>{t('staff.invite')}</Button> : undefined}
    >
      {doing?.what === 'invite' ? <InviteStaff onDone={end} /> : null}
      {doing?.what === 'change' ? <ChangeStaff key={doing.person.staffId} person={doing.person} onDone={end} /> : null}
      {doing?.what === 'leave' ? <LeaveStaff key={doing.person.staffId} person={doing.person} onDone={end} /> : null}
      <Sheet title={t('staff.list')}>
        {rows === undefined ? (
          <Pending read={staff} rows={3} />
        ) : (
          <DataTable
            caption={t('staff.list')}
            head={[t('staff.name'), t('staff.role'), t('staff.email'), t('staff.state'), t('staff.actions')]}
            rows={rows.map((person) => ({
              key: person.staffId,
              cells: [
                <bdi key="name">{person.name}</bdi>,
                words.say(`role.${person.role}`),
                person.email,
                person.leftAt === undefined ? t('staff.here') : t('staff.left', { when: words.moment(person.leftAt) }),
                actions(person),
              ],
            }))}
          />
        )}
        {staff.hasNextPage ? (
          <div>
            <Button variant="default" loading={staff.isFetchingNextPage} onClick={() => void staff.fetchNextPage()}>
              {t('common:more')}
            </Button>
          </div>
        ) : null}
      </Sheet>
      <Sheet title={t('staff.may')}>
        <PermissionTable />
      </Sheet>
    </Page>
  );
};
