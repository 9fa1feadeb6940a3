import '../parts/form.css';
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type * as z from 'zod';
import type { StaffView } from '../../../shared/contracts/people.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { useAction } from '../api.ts';
import { useToast } from '../toasts.tsx';

/** Ending access has no undo, so what it means is read before the second press. */
export const LeaveStaff = ({
  person,
  onDone,
}: {
  readonly person: z.infer<typeof StaffView>;
  readonly onDone: () => void;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const toast = useToast();
  const leave = useAction('staff.leave');
  const { name } = person;
  return (
    <>
      {leave.error === null ? null : <ErrorNotice error={leave.error} />}
      <Notice tone="look" live title={t('staff.leaveAsk', { name })}>
        <p>{t('staff.leaveText', { name })}</p>
        <div className="notice-actions">
          <Button
            loading={leave.pending}
            onClick={() =>
              leave.run({ staffId: person.staffId }, { ifMatch: person.version }, () => {
                toast(t('staff.leaveDone', { name }));
                onDone();
              })
            }
          >
            {t('staff.leave')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t('common:cancel')}
          </Button>
        </div>
      </Notice>
    </>
  );
};
