import { useTranslation } from 'react-i18next';
import { permissions, Role, rolePermissions } from '../../../shared/contracts/permissions.ts';
import { useWords } from '../../shared/i18n/words.ts';

const roles = Role.options.filter((role) => role !== 'patron');

/** Who may do what, in sentences. */
export const PermissionTable = () => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  return (
    <table className="may">
      <thead>
        <tr>
          <th scope="col">{t('staff.permission')}</th>
          {roles.map((role) => (
            <th key={role} scope="col">
              {words.say(`role.${role}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {permissions.map((permission) => (
          <tr key={permission}>
            <th scope="row">{words.say(`may.${permission}`)}</th>
            {roles.map((role) => {
              const yes = rolePermissions[role].includes(permission);
              return (
                <td key={role} className={yes ? 'may-yes' : 'may-no'}>
                  {yes ? t('staff.yes') : t('staff.no')}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
};
