import 'i18next';
import type { catalogueTexts } from '../../catalogue/texts.ts';
import type { consoleTexts } from '../../console/texts.ts';
import type { sheetTexts } from '../identity/sheet-texts.ts';
import type { commonTexts } from './en.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: {
      common: typeof commonTexts;
      console: typeof consoleTexts;
      catalogue: typeof catalogueTexts;
      sheet: typeof sheetTexts;
    };
  }
}
