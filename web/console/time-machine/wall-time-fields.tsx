import '@mantine/core/styles/Input.css';
import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { WallTime } from './local-time.ts';

/** A date and a time on the library's clock. */
export const WallTimeFields = ({
  value,
  onChange,
  legend,
  error,
}: {
  readonly value: WallTime;
  readonly onChange: (value: WallTime) => void;
  readonly legend: string;
  readonly error?: string | undefined;
}) => {
  const { t } = useTranslation(['console', 'common']);
  return (
    <fieldset className="wall-time">
      <legend>{legend}</legend>
      <TextInput
        type="date"
        label={t('recovery.date')}
        value={value.date}
        error={error}
        onChange={(event) => onChange({ ...value, date: event.currentTarget.value })}
      />
      <TextInput
        type="time"
        label={t('recovery.time')}
        value={value.time}
        onChange={(event) => onChange({ ...value, time: event.currentTarget.value })}
      />
    </fieldset>
  );
};
