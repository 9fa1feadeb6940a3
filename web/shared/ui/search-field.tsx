import '@mantine/core/styles/Input.css';
import './search-field.css';
import { Button, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

const LIVE_DELAY = 180;

/** One field that searches while typing, and at once on Enter. */
export const SearchField = ({
  label,
  value,
  onSearch,
  autoFocus = false,
  live = true,
  size = 'md',
}: {
  readonly label: string;
  readonly value: string;
  readonly onSearch: (words: string) => void;
  readonly autoFocus?: boolean;
  readonly live?: boolean;
  readonly size?: 'md' | 'lg';
}) => {
  const { t } = useTranslation('common');
  const [text, setText] = useState(value);
  const asked = useRef(value);
  useEffect(() => {
    // The address changed by itself (a link, the back button): the field follows.
    if (value !== asked.current) {
      asked.current = value;
      setText(value);
    }
  }, [value]);
  const search = (words: string) => {
    asked.current = words.trim();
    onSearch(asked.current);
  };
  useEffect(() => {
    if (!live || text.trim() === asked.current) return;
    const timer = setTimeout(() => {
      // Enter was faster: asking again would call somebody back who has gone on to a title.
      if (text.trim() === asked.current) return;
      asked.current = text.trim();
      onSearch(asked.current);
    }, LIVE_DELAY);
    return () => clearTimeout(timer);
  }, [text, live, onSearch]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    search(text);
  };
  return (
    <search>
      <form className="search-field" onSubmit={submit}>
        <TextInput
          type="search"
          label={label}
          size={size}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          leftSection={<IconSearch aria-hidden size={20} />}
          autoComplete="off"
          spellCheck={false}
          maxLength={300}
          data-autofocus={autoFocus}
          autoFocus={autoFocus}
        />
        <Button type="submit" size={size}>
          {t('search')}
        </Button>
      </form>
    </search>
  );
};
