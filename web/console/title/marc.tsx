import './marc.css';
import { useTranslation } from 'react-i18next';
import type { MarcJson } from '../../../shared/contracts/titles.ts';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useRead } from '../api.ts';

type Field = MarcJson['fields'][number][string];

const Content = ({ field }: { readonly field: Field }) =>
  typeof field === 'string' ? (
    <span className="marc-text">{field}</span>
  ) : (
    field.subfields.map((subfield, at) =>
      Object.entries(subfield).map(([code, value]) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: subfields repeat; their place is their identity
        <span key={`${at}${code}`} className="marc-sub">
          <b>${code}</b> <bdi>{value}</bdi>
        </span>
      )),
    )
  );

/** The MARC record, for those who read MARC. */
export const MarcTable = ({ record }: { readonly record: MarcJson }) => {
  const { t } = useTranslation(['console', 'common']);
  const fields = record.fields.flatMap((field) => Object.entries(field));
  return (
    <table className="marc">
      <caption>{t('title.marcCaption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('title.tag')}</th>
          <th scope="col">{t('title.indicators')}</th>
          <th scope="col">{t('title.content')}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">LDR</th>
          <td />
          <td className="marc-text">{record.leader}</td>
        </tr>
        {fields.map(([tag, field], at) => (
          // The order is the identity here: a record may hold the same field twice.
          // biome-ignore lint/suspicious/noArrayIndexKey: fields have no other identity than their place
          <tr key={at}>
            <th scope="row">{tag}</th>
            <td className="marc-text">
              {typeof field === 'string' ? '' : `${field.ind1}${field.ind2}`.replaceAll(' ', '#')}
            </td>
            <td>
              <Content field={field} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

export const Marc = ({ titleId }: { readonly titleId: string }) => {
  const marc = useRead('title.marc', { titleId });
  return marc.data === undefined ? (
    <Pending read={marc} rows={8} height={28} />
  ) : (
    <MarcTable record={marc.data.record} />
  );
};
