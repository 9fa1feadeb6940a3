import './take-home.css';
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../shared/i18n/words.ts';
import { makeIdentity, type NewIdentity } from '../../shared/identity/make-identity.ts';
import { RecoverySheet } from '../../shared/identity/recovery-sheet.tsx';
import { sheetNumber } from '../../shared/identity/sheet-number.ts';
import { TypeBack } from '../../shared/identity/type-back.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Sheet } from '../../shared/ui/page.tsx';
import { useSession } from '../session.ts';
import { PutInUse } from './put-in-use.tsx';

/** Whoever leaves now loses a sheet they may have printed: the browser asks first. */
const useStay = (stay: boolean): void => {
  useEffect(() => {
    if (!stay) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [stay]);
};

/** What to have at hand, and the button that makes the sheet. */
const Before = ({
  inUse,
  onMade,
}: {
  readonly inUse: string | undefined;
  readonly onMade: (pair: NewIdentity) => void;
}) => {
  const { t } = useTranslation('console');
  return (
    <Sheet title={t('makeSheet.before')}>
      <ul className="steps-list">
        <li>{t('makeSheet.beforeList.printer')}</li>
        <li>{t('makeSheet.beforeList.alone')}</li>
        <li>{t('makeSheet.beforeList.once')}</li>
      </ul>
      {inUse === undefined ? null : <Notice tone="look" title={t('makeSheet.old', { number: sheetNumber(inUse) })} />}
      <div>
        <Button onClick={() => void makeIdentity().then(onMade)}>{t('makeSheet.make')}</Button>
      </div>
    </Sheet>
  );
};

/** A sheet from its making to its use. The identity lives in this component's state and nowhere else. */
export const NewSheet = ({ inUse, version }: { readonly inUse: string | undefined; readonly version: number }) => {
  const { t } = useTranslation(['console', 'sheet']);
  const words = useWords();
  const { library } = useSession();
  const [pair, setPair] = useState<NewIdentity | undefined>();
  const [checked, setChecked] = useState(false);
  useStay(pair !== undefined && !checked);
  if (pair === undefined) return <Before inUse={inUse} onMade={setPair} />;
  return (
    <>
      <Sheet title={t('makeSheet.stepPrint')}>
        <RecoverySheet pair={pair} library={library.name} date={words.date(new Date().toISOString().slice(0, 10))} />
        <div className="no-print">
          <Button onClick={() => print()}>{t('sheet:print')}</Button>
        </div>
      </Sheet>
      <div className="page no-print">
        <Sheet title={t('makeSheet.stepCheck')}>
          {checked ? (
            <Notice tone="safe" title={t('makeSheet.checked')} />
          ) : (
            <TypeBack identity={pair.identity} onRight={() => setChecked(true)} />
          )}
        </Sheet>
        {checked ? (
          <Sheet title={t('makeSheet.stepUse')}>
            <PutInUse
              recipient={pair.recipient}
              version={version}
              title={t('makeSheet.ready', { number: sheetNumber(pair.recipient) })}
              onDrop={() => {
                setPair(undefined);
                setChecked(false);
              }}
            />
          </Sheet>
        ) : null}
      </div>
    </>
  );
};
