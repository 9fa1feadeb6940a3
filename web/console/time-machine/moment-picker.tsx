import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Empty } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useRead } from '../api.ts';
import { type ChosenTime, chosenAt, instantAt } from './local-time.ts';
import { MomentList } from './moment-list.tsx';
import { MomentSlider } from './moment-slider.tsx';
import { inOrder } from './point-words.ts';
import { usePlan } from './use-plan.ts';
import type { LibraryClock } from './use-zone.ts';
import { WallTimeFields } from './wall-time-fields.tsx';

/** The whole library as it was at a moment: by the moments worth choosing, or by date and time. */
export const MomentPicker = ({
  clock,
  start,
}: {
  readonly clock: LibraryClock;
  readonly start: string | undefined;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const points = useRead('recovery.points', {});
  const plan = usePlan();
  const [chosen, setChosen] = useState<ChosenTime | undefined>();
  if (points.data === undefined) return <Pending read={points} rows={3} height={80} />;
  const { from, points: rows } = points.data;
  const choose = (at: string) => chosenAt(at, clock.zone);
  const current = chosen ?? choose(start ?? inOrder(rows).at(-1)?.at ?? new Date().toISOString());
  const { at } = current;
  const wrong =
    at === undefined
      ? t('recovery.noTime')
      : at < from
        ? t('recovery.tooEarly', { when: clock.moment(from) })
        : Date.parse(at) > Date.now()
          ? t('recovery.tooLate')
          : undefined;
  return (
    <div className="page">
      {plan.error === null ? null : <ErrorNotice error={plan.error} />}
      {rows.length === 0 ? (
        <Empty title={t('recovery.noMoments')}>{t('recovery.noMomentsText')}</Empty>
      ) : (
        <MomentSlider
          points={rows}
          at={at ?? from}
          clock={clock}
          onChoose={(next) => {
            setChosen(choose(next));
          }}
        />
      )}
      <WallTimeFields
        legend={t('recovery.orTime', { zone: clock.zone })}
        value={current.wall}
        error={wrong}
        onChange={(wall) => setChosen({ wall, at: instantAt(wall, clock.zone) })}
      />
      <p className="page-lead">{t('recovery.askHelp')}</p>
      <div>
        <Button
          size="md"
          disabled={wrong !== undefined}
          loading={plan.pending}
          onClick={() => (at === undefined ? undefined : plan.ask({ kind: 'everything', at }))}
        >
          {t('recovery.ask')}
        </Button>
      </div>
      {rows.length === 0 ? null : (
        <MomentList points={rows} clock={clock} onChoose={(next) => setChosen(choose(next))} />
      )}
    </div>
  );
};
