import './title-head.css';
import type { TitleView } from '../../../shared/contracts/titles.ts';
import { useWords } from '../i18n/words.ts';
import { Cover } from './cover.tsx';
import { TitleLine } from './title-list.tsx';

/** The record as people read it: both scripts, details in their order. */
export const TitleRecord = ({ view }: { readonly view: Pick<TitleView, 'brief' | 'details'> }) => {
  const words = useWords();
  return (
    <div className="record">
      <Cover title={view.brief.title} callNumber={view.brief.callNumber} size="large" />
      <div className="record-words">
        {view.brief.vernacularTitle === undefined ? null : (
          <p className="record-script" dir="auto">
            {view.brief.vernacularTitle}
          </p>
        )}
        {view.brief.subtitle === undefined ? null : (
          <p className="record-subtitle" dir="auto">
            {view.brief.subtitle}
          </p>
        )}
        <p className="titles-line">
          <TitleLine brief={view.brief} />
        </p>
        <dl className="record-details">
          {view.details.map(({ label, values }) => (
            <div key={label}>
              <dt>{words.knows(`detail.${label}`) ? words.say(`detail.${label}`) : label}</dt>
              {values.map((value) => (
                <dd key={value} dir="auto">
                  {value}
                </dd>
              ))}
            </div>
          ))}
        </dl>
      </div>
    </div>
  );
};
