import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useStaff } from '../parts/use-colleagues.ts';
import {
  type ChosenTime,
  chosenAt,
  instantAt,
  type Period,
  type Preset,
  periodOf,
  presets,
  type WallTime,
} from './local-time.ts';
import { usePlan } from './use-plan.ts';
import type { LibraryClock } from './use-zone.ts';
import { WallTimeFields } from './wall-time-fields.tsx';

type Choice = Preset | 'own';
interface PersonStart {
  readonly actorId?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Undo what somebody did: who, and when. */
export const PersonPicker = ({ clock, start }: { readonly clock: LibraryClock; readonly start: PersonStart }) => {
  const { t } = useTranslation(['console', 'common']);
  const { read, people } = useStaff();
  const plan = usePlan();
  const [choice, setChoice] = useState<Choice>(start.from === undefined ? 'today' : 'own');
  const [actorId, setActorId] = useState(start.actorId ?? '');
  const today = periodOf('today', Date.now(), clock.zone);
  const [from, setFrom] = useState(() => chosenAt(start.from ?? today.from, clock.zone));
  const [to, setTo] = useState(() => chosenAt(start.to ?? today.to, clock.zone));
  const typed = (wall: WallTime): ChosenTime => ({ wall, at: instantAt(wall, clock.zone) });
  if (people === undefined) return <Pending read={read} rows={3} />;
  const period = (): Period | undefined => {
    if (choice !== 'own') return periodOf(choice, Date.now(), clock.zone);
    const own = { from: from.at, to: to.at };
    return own.from === undefined || own.to === undefined || own.from >= own.to
      ? undefined
      : { from: own.from, to: own.to };
  };
  const current = period();
  return (
    <div className="form">
      {plan.error === null ? null : <ErrorNotice error={plan.error} />}
      <NativeSelect
        label={t('recovery.whose')}
        value={actorId}
        onChange={(event) => setActorId(event.currentTarget.value)}
        data={[
          { value: '', label: t('recovery.choosePerson') },
          ...people.map(({ staffId, name, leftAt }) => ({
            value: staffId,
            label: leftAt === undefined ? name : t('recovery.leftPerson', { name }),
          })),
        ]}
      />
      <fieldset className="choice">
        <legend>{t('recovery.period')}</legend>
        {[...presets, 'own' as const].map((one) => (
          <Button
            key={one}
            variant={choice === one ? 'filled' : 'default'}
            aria-pressed={choice === one}
            onClick={() => setChoice(one)}
          >
            {t(`recovery.preset.${one}`)}
          </Button>
        ))}
      </fieldset>
      {choice === 'own' ? (
        <>
          <WallTimeFields
            legend={t('recovery.from', { zone: clock.zone })}
            value={from.wall}
            onChange={(wall) => setFrom(typed(wall))}
          />
          <WallTimeFields
            legend={t('recovery.to', { zone: clock.zone })}
            value={to.wall}
            onChange={(wall) => setTo(typed(wall))}
            error={current === undefined ? t('recovery.wrongPeriod') : undefined}
          />
        </>
      ) : null}
      {current === undefined ? null : (
        <p>{t('recovery.periodIs', { from: clock.moment(current.from), to: clock.moment(current.to) })}</p>
      )}
      <p className="page-lead">{t('recovery.personHelp')}</p>
      <div>
        <Button
          size="md"
          disabled={current === undefined || actorId === ''}
          loading={plan.pending}
          onClick={() => (current === undefined ? undefined : plan.ask({ kind: 'person', actorId, ...current }))}
        >
          {t('recovery.ask')}
        </Button>
      </div>
    </div>
  );
};
