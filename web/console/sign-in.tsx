import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { herePath, signInPath } from '../shared/ui/sign-in-path.ts';
import { SignInProblem } from '../shared/ui/sign-in-problem.tsx';

/** The door. One button; the place asked for is kept. */
export const SignInPage = ({ library, practice }: { readonly library: string; readonly practice: boolean }) => {
  const { t } = useTranslation(['console', 'common']);
  useEffect(() => {
    document.title = `${t('common:signIn')} · ${library}`;
  }, [t, library]);
  return (
    <main className="shell-alone" style={{ gap: '1rem', justifyItems: 'start' }}>
      <h1>
        <bdi>{library}</bdi>
      </h1>
      <p>{t('signIn.lead')}</p>
      {practice ? <p className="shell-practice">{t('common:practice')}</p> : null}
      <SignInProblem />
      <Button component="a" size="lg" href={signInPath(herePath())}>
        {t('common:signIn')}
      </Button>
    </main>
  );
};
