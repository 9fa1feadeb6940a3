import './rules.css';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LendingRule } from '../../../shared/contracts/library.ts';
import { PatronCategory } from '../../../shared/contracts/patrons.ts';
import { ItemType } from '../../../shared/contracts/titles.ts';

const numbers = ['loanDays', 'renewals', 'maxLoans'] as const;
const anyRule: LendingRule = { branch: '*', category: '*', itemType: '*' };

/** A blank value falls through to the next rule, so it is left out rather than kept as nothing. */
const changed = (rule: LendingRule, name: keyof LendingRule, value: string): LendingRule => {
  const { [name]: _before, ...rest } = rule;
  if (name === 'lendable') return { ...anyRule, ...rest, ...(value === '' ? {} : { lendable: value === 'yes' }) };
  if (name === 'loanDays' || name === 'renewals' || name === 'maxLoans')
    return { ...anyRule, ...rest, ...(/^\d+$/.test(value.trim()) ? { [name]: Number(value) } : {}) };
  const parsed = LendingRule.safeParse({ ...rule, [name]: value });
  return parsed.success ? parsed.data : rule;
};

/** The lending rules, one line each: whom it is for, and what it says. */
export const RulesTable = ({
  rules,
  branches,
  write,
  onChange,
}: {
  readonly rules: readonly LendingRule[];
  readonly branches: readonly { readonly code: string; readonly name: string }[];
  readonly write: boolean;
  readonly onChange: (rules: readonly LendingRule[]) => void;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const any = { value: '*', label: t('settings.any') };
  const set = (at: number, name: keyof LendingRule, value: string) =>
    onChange(rules.map((rule, index) => (index === at ? changed(rule, name, value) : rule)));
  const choices = [
    {
      name: 'branch',
      label: t('settings.ruleBranch'),
      data: [any, ...branches.map(({ code, name }) => ({ value: code, label: name }))],
    },
    {
      name: 'category',
      label: t('settings.ruleCategory'),
      data: [any, ...PatronCategory.options.map((value) => ({ value, label: t(`patron.categories.${value}`) }))],
    },
    {
      name: 'itemType',
      label: t('settings.ruleType'),
      data: [any, ...ItemType.options.map((value) => ({ value, label: t(`common:itemType.${value}`) }))],
    },
  ] as const;
  return (
    <>
      <ol className="rules">
        {rules.map((rule, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule is its place in the table
          <li key={at}>
            <fieldset className="rules-row" disabled={!write}>
              <legend>{t('settings.ruleNumber', { number: at + 1 })}</legend>
              {choices.map(({ name, label, data }) => (
                <NativeSelect
                  key={name}
                  label={label}
                  data={data}
                  value={rule[name]}
                  onChange={(event) => set(at, name, event.currentTarget.value)}
                />
              ))}
              {numbers.map((name) => (
                <TextInput
                  key={name}
                  label={t(`settings.${name}`)}
                  inputMode="numeric"
                  value={rule[name] ?? ''}
                  onChange={(event) => set(at, name, event.currentTarget.value)}
                />
              ))}
              <NativeSelect
                label={t('settings.lendable')}
                value={rule.lendable === undefined ? '' : rule.lendable ? 'yes' : 'no'}
                data={[
                  { value: '', label: t('settings.lendableOpen') },
                  { value: 'yes', label: t('settings.lendableYes') },
                  { value: 'no', label: t('settings.lendableNo') },
                ]}
                onChange={(event) => set(at, 'lendable', event.currentTarget.value)}
              />
              {write ? (
                <Button
                  variant="subtle"
                  aria-label={t('settings.removeRule', { number: at + 1 })}
                  onClick={() => onChange(rules.filter((_, index) => index !== at))}
                >
                  {t('settings.remove')}
                </Button>
              ) : null}
            </fieldset>
          </li>
        ))}
      </ol>
      {write ? (
        <div>
          <Button variant="default" onClick={() => onChange([...rules, anyRule])}>
            {t('settings.addRule')}
          </Button>
        </div>
      ) : null}
    </>
  );
};
