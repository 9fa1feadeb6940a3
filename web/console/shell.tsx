import './shell.css';
import { Button } from '@mantine/core';
import { IconLogout, IconMenu2, IconX } from '@tabler/icons-react';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SchemeButton } from '../shared/ui/scheme-button.tsx';
import { Pending } from '../shared/ui/waiting.tsx';
import { useAction, useRead } from './api.ts';
import { places } from './nav.ts';
import { isSignedIn, SessionContext, type SignedIn } from './session.ts';
import { SignInPage } from './sign-in.tsx';
import { ToastProvider } from './toasts.tsx';

const Places = ({ session, onGo }: { readonly session: SignedIn; readonly onGo: () => void }) => {
  const { t } = useTranslation(['console', 'common']);
  const mine = places.filter(({ needs }) => needs === undefined || session.person.permissions.includes(needs));
  return (
    <ul className="shell-places">
      {mine.map(({ to, name, icon: Icon }) => (
        <li key={name}>
          <Link to={to} className="shell-place" activeOptions={{ exact: to === '/' }} onClick={onGo}>
            <Icon aria-hidden size={20} stroke={1.7} />
            <span>{t(`nav.${name}`)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
};

/** The frame of every page: who and where, the places, and one main landmark that takes the focus after each move. */
export const Shell = () => {
  const { t } = useTranslation(['console', 'common']);
  const session = useRead('session.get', {});
  const signOut = useAction('session.end', ({ location: to }) => window.location.assign(to), false);
  const [open, setOpen] = useState(false);
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const before = useRef(pathname);

  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    setOpen(false);
    // A screen reader hears the new page; a page with a field of its own takes the focus back from here.
    if (document.activeElement === document.body || document.activeElement?.closest('nav') != null)
      main.current?.focus();
  }, [pathname]);

  if (session.data === undefined)
    return (
      <main className="shell-alone">
        <h1 className="shell-wait">{t('signIn.name')}</h1>
        <Pending read={session} rows={3} />
      </main>
    );
  if (!isSignedIn(session.data))
    return <SignInPage library={session.data.library.name} practice={session.data.library.practice} />;
  const { library, person } = session.data;
  return (
    <SessionContext value={session.data}>
      <ToastProvider>
        <div className="shell">
          <a href="#content" className="shell-skip">
            {t('common:skip')}
          </a>
          <header className="shell-head no-print" data-open={open}>
            <Button
              className="shell-menu"
              variant="default"
              aria-expanded={open}
              aria-controls="places"
              leftSection={open ? <IconX aria-hidden size={18} /> : <IconMenu2 aria-hidden size={18} />}
              onClick={() => setOpen(!open)}
            >
              {t('nav.menu')}
            </Button>
            <Link to="/" className="shell-name">
              <bdi>{library.name}</bdi>
            </Link>
            {library.practice ? <span className="shell-practice">{t('common:practice')}</span> : null}
            <div className="shell-who">
              <SchemeButton />
              <Link to="/sessions" className="shell-person">
                <bdi>{person.name}</bdi>
              </Link>
              <Button
                variant="default"
                loading={signOut.pending}
                leftSection={<IconLogout aria-hidden size={18} />}
                onClick={() => signOut.run({})}
              >
                {t('common:signOut')}
              </Button>
            </div>
          </header>
          <nav id="places" aria-label={t('nav.label')} className="shell-nav" data-open={open}>
            <Places session={session.data} onGo={() => setOpen(false)} />
          </nav>
          <main id="content" ref={main} tabIndex={-1} className="shell-main">
            <Outlet />
          </main>
        </div>
      </ToastProvider>
    </SessionContext>
  );
};
