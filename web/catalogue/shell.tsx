import './shell.css';
import { Button } from '@mantine/core';
import { Link, Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SchemeButton } from '../shared/ui/scheme-button.tsx';
import { herePath, signInPath } from '../shared/ui/sign-in-path.ts';
import { SignInProblem } from '../shared/ui/sign-in-problem.tsx';
import { useAction, useRead } from './api.ts';

/** The frame of the public site. Searching needs no session, so nothing waits for one. */
export const Shell = () => {
  const { t } = useTranslation(['catalogue', 'common']);
  const session = useRead('session.get', {});
  const signOut = useAction('session.end', ({ location: to }) => window.location.assign(to), false);
  const who = session.data;
  return (
    <div className="site">
      <a href="#content" className="site-skip">
        {t('common:skip')}
      </a>
      <header className="site-head no-print">
        <Link to="/" search={{ q: '' }} className="site-name">
          <bdi>{who?.library.name ?? 'Strongroom'}</bdi>
        </Link>
        {who?.library.practice === true ? <span className="site-practice">{t('common:practice')}</span> : null}
        <nav aria-label={t('nav.label')} className="site-nav">
          <Link to="/" search={{ q: '' }} activeOptions={{ exact: true, includeSearch: false }}>
            {t('nav.search')}
          </Link>
          <Link to="/loans">{t('nav.loans')}</Link>
        </nav>
        <div className="site-who">
          <SchemeButton />
          {who?.signedIn === true ? (
            <>
              {who.person?.name === '' ? null : <bdi className="site-person">{who.person?.name}</bdi>}
              <Button variant="default" loading={signOut.pending} onClick={() => signOut.run({})}>
                {t('common:signOut')}
              </Button>
            </>
          ) : (
            <Button component="a" variant="default" href={signInPath(herePath())}>
              {t('common:signIn')}
            </Button>
          )}
        </div>
      </header>
      <main id="content" tabIndex={-1} className="site-main">
        <SignInProblem />
        <Outlet />
      </main>
    </div>
  );
};
