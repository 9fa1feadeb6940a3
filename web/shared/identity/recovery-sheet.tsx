import './recovery-sheet.css';
import { useTranslation } from 'react-i18next';
import { groupsOf, IDENTITY_HEADING } from '../../../shared/contracts/recovery-sheet.ts';
import type { NewIdentity } from './make-identity.ts';
import { QrPicture } from './qr-picture.tsx';
import { sheetNumber } from './sheet-number.ts';

/**
 * The recovery sheet as it is printed: the identity in groups and as a picture, and what somebody in ten years needs
 * to know. It takes the identity from memory and keeps it nowhere; only the recipient may leave the browser.
 */
export const RecoverySheet = ({
  pair,
  library,
  date,
}: {
  readonly pair: NewIdentity;
  readonly library: string;
  /** The day it was made, in words. */
  readonly date: string;
}) => {
  const { t } = useTranslation('sheet');
  const groups = groupsOf(pair.identity).map((letters, at) => ({ letters, number: at + 1 }));
  return (
    <article className="recovery-sheet" aria-label={t('title')} data-testid="recovery-sheet">
      <header>
        <h2>
          {t('title')} <span className="sheet-number">{t('number', { number: sheetNumber(pair.recipient) })}</span>
        </h2>
        <p>{t('of', { library, date })}</p>
      </header>
      <p>
        <strong>{t('what')}</strong>
      </p>
      <div className="sheet-key">
        <div>
          <p className="sheet-heading">
            {t('heading')} <code dir="ltr">{IDENTITY_HEADING}</code>
          </p>
          <ol className="sheet-groups" aria-label={t('keyLabel')} dir="ltr">
            {groups.map(({ letters, number }) => (
              <li key={number} aria-label={`${t('group', { number })}: ${[...letters].join(' ')}`}>
                <small aria-hidden="true">{number}</small>
                <code aria-hidden="true">{letters}</code>
              </li>
            ))}
          </ol>
          <p className="sheet-small">{t('letters')}</p>
        </div>
        <QrPicture text={pair.identity} label={t('picture')} />
      </div>
      <div className="sheet-words">
        <section>
          <h3>{t('keep')}</h3>
          <ul>
            <li>{t('keepList.away')}</li>
            <li>{t('keepList.two')}</li>
            <li>{t('keepList.never')}</li>
            <li>{t('keepList.renew')}</li>
          </ul>
        </section>
        <section>
          <h3>{t('open')}</h3>
          <ol>
            <li>{t('openList.age')}</li>
            <li>{t('openList.type')}</li>
            <li>
              {t('openList.run')}
              <br />
              <code dir="ltr">age -d -i sheet.txt -o copy.tar NAME.age</code>
            </li>
            <li>{t('openList.tar')}</li>
          </ol>
        </section>
      </div>
      <p className="sheet-small">
        {t('recipient')} <code dir="ltr">{pair.recipient}</code>
      </p>
    </article>
  );
};
