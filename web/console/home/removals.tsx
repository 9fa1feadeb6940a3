import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Removals as PersonRemovals } from '../../../shared/contracts/bin.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { useRead } from '../api.ts';

type Standout = NonNullable<PersonRemovals['standout']>;

/** One person's day that stands out: who, how much, and the way to undo it. */
const Removal = ({ person, standout }: { readonly person: PersonRemovals; readonly standout: Standout }) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const name = person.name ?? t('removals.somebody');
  const parts = [
    standout.titles === 0 ? undefined : t('removals.titles', { count: standout.titles }),
    standout.items === 0 ? undefined : t('removals.items', { count: standout.items }),
    standout.patrons === 0 ? undefined : t('removals.patrons', { count: standout.patrons }),
  ];
  const what = words.list(parts.filter((part) => part !== undefined));
  const { from, to, day } = standout;
  return (
    <Notice
      tone="look"
      title={
        standout.today ? t('removals.today', { name, what }) : t('removals.day', { name, what, day: words.date(day) })
      }
    >
      <p>{t('removals.text')}</p>
      <div className="notice-actions">
        <Link
          className="home-removal-see"
          to="/time-machine"
          search={{ way: 'person', actorId: person.actorId, from, to }}
          aria-label={t('removals.seeOf', { name })}
        >
          {t('removals.see')}
        </Link>
      </div>
    </Notice>
  );
};

/** Large removals of the last days. Nothing where nothing stands out: the home page has no room for all is well twice. */
export const Removals = () => {
  const { t } = useTranslation(['console', 'common']);
  const removals = useRead('bin.removals', {});
  const people = removals.data?.people ?? [];
  const standing = people.flatMap((person) =>
    person.standout === undefined ? [] : [{ person, standout: person.standout }],
  );
  if (standing.length === 0) return null;
  return (
    <section className="home-wide home-removals" aria-label={t('removals.title')} data-testid="removals">
      {standing.map(({ person, standout }) => (
        <Removal key={person.actorId} person={person} standout={standout} />
      ))}
    </section>
  );
};
