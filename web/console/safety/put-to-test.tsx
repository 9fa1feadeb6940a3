import './put-to-test.css';
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Proof } from '../../../shared/contracts/backups.ts';
import type { SafetyHealth } from '../../../shared/contracts/health.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { usePages } from '../api.ts';
import { useMay } from '../session.ts';
import { DamageList } from './damage-list.tsx';
import { useSafetyWork } from './step-button.tsx';

/** When a proof of these kinds was made last, of the copies on the first page, and how long it took. */
const useLast = (kinds: readonly Proof['kind'][]): string => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const copies = usePages(
    'backup.list',
    [],
    (cursor) => ({ cursor }),
    (page) => page.next,
  );
  const proofs = (copies.data?.pages ?? [])
    .flatMap(({ rows }) => rows)
    .flatMap(({ proof }) => (proof !== undefined && kinds.includes(proof.kind) ? [proof] : []))
    .sort((a, b) => (a.at < b.at ? 1 : -1));
  const [last] = proofs;
  if (last === undefined) return t('health.notYet');
  const when = words.moment(last.at);
  return last.passed
    ? t('health.lastTime', { when, took: words.duration(last.seconds) })
    : t('health.lastTimeBad', { when });
};

/** The three proofs, what each does, when it was done last, and its button. */
export const PutToTest = ({ health }: { readonly health: SafetyHealth }) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const may = useMay();
  const work = useSafetyWork();
  // A rebuild reads every byte, too.
  const readBack = useLast(['read-back', 'rebuilt']);
  const rebuilt = useLast(['rebuilt']);
  const { lastBackupId } = health;
  const tested = (last: SafetyHealth['selfTest']): string => {
    if (last === undefined) return t('health.notYet');
    const seen = last.results.filter(({ outcome }) => outcome !== 'missed').length;
    const all = last.results.length;
    return t('health.lastSelfTest', { when: words.moment(last.at), seen, all });
  };
  if (lastBackupId === undefined) return <p>{t('health.needsCopy')}</p>;
  const rows = [
    {
      name: t('health.readBack'),
      text: t('health.readBackText'),
      last: `${t('health.everyNight')} ${readBack}`,
      label: t('health.runReadBack'),
      run: () => work.readBack(lastBackupId),
    },
    {
      name: t('health.rebuild'),
      text: t('health.rebuildText'),
      last: `${t('health.everySunday')} ${rebuilt}`,
      label: t('health.runRebuild'),
      run: () => work.rebuild(lastBackupId),
    },
    {
      name: t('health.selfTest'),
      text: t('health.selfTestText'),
      last: `${t('health.everySunday')} ${tested(health.selfTest)}`,
      label: t('health.runSelfTest'),
      run: () => work.selfTest(),
    },
  ];
  return (
    <>
      <p>{t('health.testsLead')}</p>
      {work.error === null ? null : <ErrorNotice error={work.error} />}
      <ul className="tests">
        {rows.map(({ name, text, last, label, run }) => (
          <li key={name} className="test">
            <h3>{name}</h3>
            <p>{text}</p>
            <p className="line-next">{last}</p>
            {may('backups.run') ? (
              <Button variant="default" disabled={work.pending} onClick={run}>
                {label}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {health.selfTest === undefined ? null : <DamageList selfTest={health.selfTest} />}
    </>
  );
};
