import { useTranslation } from 'react-i18next';
import type { RecoverableEntity } from '../../../shared/contracts/recovery.ts';
import { recoveryFieldTexts } from '../texts/recovery-fields.ts';

type Known = keyof typeof recoveryFieldTexts;
const isKnown = (name: string): name is Known => Object.hasOwn(recoveryFieldTexts, name);

/** A field's name in words; of a title also its MARC tag, for those who know it. */
export const useFieldName = (entity: RecoverableEntity): ((name: string) => string) => {
  const { t } = useTranslation(['console', 'common']);
  return (name) => {
    if (entity !== 'title') return isKnown(name) ? t(`recoveryField.${name}`) : name;
    const tag = `m${name}`;
    return isKnown(tag) ? `${name} ${t(`recoveryField.${tag}`)}` : name;
  };
};
