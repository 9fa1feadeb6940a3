import { commonTexts } from '../shared/i18n/en.ts';
import { startSite } from '../shared/ui/site.tsx';
import { router } from './router.tsx';
import { catalogueTexts } from './texts.ts';

await startSite(router, { common: commonTexts, catalogue: catalogueTexts });
