import './availability.css';
import { IconBook2, IconBookOff, IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** Whether it can be had now: said in words, with a sign and a colour. */
export const Availability = ({ items, available }: { readonly items: number; readonly available: number }) => {
  const { t } = useTranslation('common');
  if (items === 0)
    return (
      <span className="have have-none">
        <IconBookOff aria-hidden size={18} /> {t('availability.none')}
      </span>
    );
  return available > 0 ? (
    <span className="have have-here">
      <IconBook2 aria-hidden size={18} /> {t('availability.here', { count: available })}
    </span>
  ) : (
    <span className="have have-out">
      <IconClock aria-hidden size={18} /> {t('availability.out')}
    </span>
  );
};
