import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { RecoverableEntity } from '../../../shared/contracts/recovery.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { useMay } from '../session.ts';

/** From an entry of the past into the time machine: the record as that entry left it, beside what it is now. */
export const AsItWas = ({
  entity,
  recordId,
  at,
}: {
  readonly entity: RecoverableEntity;
  readonly recordId: string;
  readonly at: string;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const may = useMay();
  if (!may('recovery.read')) return null;
  return (
    <Link
      to="/time-machine/records/$entity/$recordId"
      params={{ entity, recordId }}
      search={{ at }}
      aria-label={t('recovery.asItWasThen', { when: words.moment(at) })}
    >
      {t('recovery.asItWas')}
    </Link>
  );
};
