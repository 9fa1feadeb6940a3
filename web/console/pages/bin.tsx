import '@mantine/core/styles/Tabs.css';
import '@mantine/core/styles/Input.css';
import '../parts/form.css';
import '../bin/bin.css';
import { NativeSelect, Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { BinKind } from '../../../shared/contracts/bin.ts';
import type { Permission } from '../../../shared/contracts/permissions.ts';
import { Page } from '../../shared/ui/page.tsx';
import { useRead } from '../api.ts';
import { BranchBin, CatalogueBin, PatronBin } from '../bin/lists.tsx';
import { useMay, useSession } from '../session.ts';

const Search = z.object({ kind: BinKind, person: z.string().optional() });
const needs = {
  title: 'titles.read',
  item: 'titles.read',
  patron: 'patrons.read',
  branch: 'settings.read',
} as const satisfies Record<BinKind, Permission>;

/** Who may be asked for: oneself, and everybody who works here where that may be seen. */
const usePeople = (person: string | undefined) => {
  const { t } = useTranslation(['console', 'common']);
  const may = useMay();
  const { person: self } = useSession();
  const staff = useRead('staff.list', {}, { enabled: may('staff.read') });
  const known = (staff.data?.rows ?? []).map(({ staffId, name }) => ({ value: staffId, label: name }));
  const people = [{ value: self.personId, label: self.name }, ...known.filter(({ value }) => value !== self.personId)];
  // A link may name somebody this list does not.
  if (person !== undefined && !people.some(({ value }) => value === person))
    people.push({ value: person, label: t('bin.thisPerson') });
  return people;
};

/** What was put away: by kind and by person, with the way back and the day it goes for good. */
export const BinPage = () => {
  const { t } = useTranslation(['console', 'common']);
  const may = useMay();
  const go = useNavigate();
  const { kind, person } = Search.parse(useSearch({ strict: false }));
  const people = usePeople(person);
  const name = people.find(({ value }) => value === person)?.label;
  const show = (next: BinKind, whose: string | undefined) =>
    void go({ to: '/bin', search: { kind: next, ...(whose === undefined ? {} : { person: whose }) }, replace: true });
  const filter = { person, name };
  return (
    <Page title={t('bin.title')} lead={t('bin.lead')}>
      <NativeSelect
        className="bin-filter"
        label={t('bin.person')}
        value={person ?? ''}
        onChange={(event) => show(kind, event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
        data={[{ value: '', label: t('bin.everybody') }, ...people]}
      />
      <Tabs
        value={kind}
        keepMounted={false}
        onChange={(next) => {
          const { data } = BinKind.safeParse(next);
          if (data !== undefined) show(data, person);
        }}
      >
        <Tabs.List aria-label={t('bin.kindsLabel')}>
          {BinKind.options
            .filter((one) => may(needs[one]))
            .map((one) => (
              <Tabs.Tab key={one} value={one}>
                {t(`bin.kinds.${one}`)}
              </Tabs.Tab>
            ))}
        </Tabs.List>
        <Tabs.Panel value="title" pt="md">
          <CatalogueBin key="title" kind="title" {...filter} />
        </Tabs.Panel>
        <Tabs.Panel value="item" pt="md">
          <CatalogueBin key="item" kind="item" {...filter} />
        </Tabs.Panel>
        <Tabs.Panel value="patron" pt="md">
          <PatronBin {...filter} />
        </Tabs.Panel>
        <Tabs.Panel value="branch" pt="md">
          <BranchBin {...filter} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
};
