import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../shared/i18n/words.ts';
import { sheetNumber } from '../../shared/identity/sheet-number.ts';
import { TypedSheet } from '../../shared/identity/typed-sheet.tsx';
import { Empty, Sheet } from '../../shared/ui/page.tsx';
import { useMay } from '../session.ts';

export interface SheetInUse {
  readonly recipient: string;
  readonly since: string;
}

/** Which recovery sheet is in use, and whether the paper at hand is that one. */
export const SheetCard = ({ recovery }: { readonly recovery: SheetInUse | undefined }) => {
  const { t } = useTranslation('console');
  const words = useWords();
  const may = useMay();
  const [checking, setChecking] = useState(false);
  const make = (label: string, variant: 'filled' | 'subtle') =>
    may('settings.write') ? (
      <Button component={Link} to="/safety/take-home/sheet" variant={variant}>
        {label}
      </Button>
    ) : (
      <p>{t('takeHome.managerOnly')}</p>
    );
  return (
    <Sheet title={t('takeHome.sheet')}>
      {recovery === undefined ? (
        <Empty title={t('takeHome.noSheet')} action={make(t('takeHome.makeSheet'), 'filled')}>
          {t('takeHome.noSheetText')}
        </Empty>
      ) : (
        <>
          <p>
            <strong>
              {t('takeHome.inUse', {
                number: sheetNumber(recovery.recipient),
                date: words.date(recovery.since.slice(0, 10)),
              })}
            </strong>{' '}
            {t('takeHome.inUseText')}
          </p>
          {checking ? <TypedSheet recipient={recovery.recipient} /> : null}
          <div className="form-steps">
            {checking ? null : (
              <Button variant="default" onClick={() => setChecking(true)}>
                {t('takeHome.checkSheet')}
              </Button>
            )}
            {make(t('takeHome.newSheet'), 'subtle')}
          </div>
        </>
      )}
    </Sheet>
  );
};
