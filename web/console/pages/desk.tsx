import '@mantine/core/styles/Input.css';
import '../desk/desk.css';
import { Button, TextInput } from '@mantine/core';
import { IconBarcode } from '@tabler/icons-react';
import { type FormEvent, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { newKey } from '../../shared/api/hooks.ts';
import { Page } from '../../shared/ui/page.tsx';
import { call } from '../api.ts';
import { createDesk, type Mode } from '../desk/desk.ts';
import { History } from '../desk/history.tsx';
import { LoansPanel } from '../desk/loans-panel.tsx';
import { OutcomePanel } from '../desk/outcome-panel.tsx';
import { PatronPanel } from '../desk/patron-panel.tsx';
import { useDeskKeys } from '../desk/use-desk-keys.ts';

const modes: readonly Mode[] = ['lend', 'return'];

/** One screen, one input. Whatever is scanned is understood; the input never loses the scanner. */
export const DeskPage = () => {
  const { t } = useTranslation(['console', 'common']);
  const [desk] = useState(() => createDesk(call, newKey));
  const state = useSyncExternalStore(desk.subscribe, desk.get);
  const input = useRef<HTMLInputElement>(null);
  const focus = useCallback(() => input.current?.focus(), []);
  useDeskKeys(desk, input);
  useEffect(focus, [focus]);

  const scan = (event: FormEvent) => {
    event.preventDefault();
    const field = input.current;
    if (field === null) return;
    void desk.scan(field.value);
    field.value = '';
  };

  return (
    <Page title={t('desk.title')}>
      <div className="desk">
        <form className="desk-scan" onSubmit={scan}>
          <TextInput
            ref={input}
            size="xl"
            label={t('desk.scan')}
            description={t('desk.scanHelp')}
            leftSection={<IconBarcode aria-hidden size={28} />}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            enterKeyHint="go"
            maxLength={40}
          />
          <fieldset className="choice">
            <legend>{t('desk.mode')}</legend>
            {modes.map((mode) => (
              <Button
                key={mode}
                size="md"
                variant={state.mode === mode ? 'filled' : 'default'}
                aria-pressed={state.mode === mode}
                onClick={() => {
                  desk.setMode(mode);
                  focus();
                }}
              >
                {mode === 'lend' ? t('desk.lend') : t('desk.takeBack')}
              </Button>
            ))}
          </fieldset>
        </form>
        <PatronPanel
          patron={state.patron}
          mode={state.mode}
          loans={state.loans.length}
          onDone={() => {
            desk.done();
            focus();
          }}
        />
        <OutcomePanel outcome={state.entries[0]?.outcome} busy={state.waiting > 0} desk={desk} onAct={focus} />
        <LoansPanel
          loans={state.loans}
          onRenew={(loan) => {
            void desk.renew(loan);
            focus();
          }}
        />
        <History entries={state.entries} />
      </div>
    </Page>
  );
};
