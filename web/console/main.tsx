import { commonTexts } from '../shared/i18n/en.ts';
import { sheetTexts } from '../shared/identity/sheet-texts.ts';
import { startSite } from '../shared/ui/site.tsx';
import { router } from './router.tsx';
import { consoleTexts } from './texts.ts';

await startSite(router, { common: commonTexts, console: consoleTexts, sheet: sheetTexts });
