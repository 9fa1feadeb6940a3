import { useTranslation } from 'react-i18next';
import { Page, Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useRead } from '../api.ts';
import { useMay, useSession } from '../session.ts';
import { BranchForm } from '../settings/branch-form.tsx';
import { OwnBooks } from '../settings/own-books.tsx';
import { SettingsForm } from '../settings/settings-form.tsx';

export const SettingsPage = () => {
  const { t } = useTranslation(['console', 'common']);
  const may = useMay();
  const { library } = useSession();
  const settings = useRead('settings.get', {});
  const branches = useRead('branch.list', {});
  const write = may('settings.write');
  return (
    <Page title={t('settings.title')}>
      {settings.data === undefined || branches.data === undefined ? (
        <Pending read={settings.error === null ? branches : settings} rows={4} height={90} />
      ) : (
        <>
          <SettingsForm
            key={settings.data.version}
            settings={settings.data}
            branches={branches.data.rows}
            write={write}
          />
          {branches.data.rows.map((branch) => (
            <Sheet key={branch.branchId} title={`${t('settings.branches')}: ${branch.name}`}>
              <BranchForm key={branch.version} branch={branch} write={write} />
            </Sheet>
          ))}
          {may('library.reset') ? (
            <Sheet title={t('settings.own')}>
              <OwnBooks name={library.name} />
            </Sheet>
          ) : null}
        </>
      )}
    </Page>
  );
};
