import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useNavigate } from 'react-router';
import { api, must } from '../api/client';
import { asProblem } from '../api/problem';
import { problemText } from '../api/problem-text';
import { useLanguage, useText } from '../text/language';
import { Menu } from '../widgets/menu';
import { askForKeysHelp } from './keys';
import { useRunning } from './news';
import { useNotices } from './notices';
import { useEnter, useMay, useSession } from './session';
import { shellText } from './text';
import { setTheme, theme, type Theme } from './theme';

const BrakeDialog = lazy(async () => ({ default: (await import('../features/policy/brake-dialog')).BrakeDialog }));

export function TopNav() {
  const t = useText(shellText);
  const language = useLanguage();
  const session = useSession();
  const running = useRunning();
  const navigate = useNavigate();
  const enter = useEnter();
  const { tell } = useNotices();
  const [wished, setWished] = useState<Theme>(theme);
  const [isPausing, setPausing] = useState(false);
  const mayPause = useMay('policy.write');

  const leave = useMutation({
    mutationFn: () => must(api.DELETE('/api/v1/session')),
    onSuccess: () => location.assign('/login'),
    onError: (error) => tell('error', problemText(asProblem(error), language)),
  });
  const move = useMutation({
    mutationFn: (tenant: string) => must(api.PUT('/api/v1/session/tenant', { body: { tenant } })),
    onSuccess: (next) => {
      enter(next);
      void navigate('/');
    },
    onError: (error) => tell('error', problemText(asProblem(error), language)),
  });

  const company = session.tenants.find((one) => one.id === session.tenant)?.name ?? session.tenant;
  const themes: [Theme, string][] = [
    ['light', t.light],
    ['dark', t.dark],
    ['system', t.system],
  ];
  const act = (id: string) => {
    if (id === 'log-out') leave.mutate();
    else if (id === 'keys') askForKeysHelp();
    else if (id === 'pause') setPausing(true);
    else if (id === 'profile') void navigate('/settings/profile');
    else {
      setTheme(id as Theme);
      setWished(id as Theme);
    }
  };
  const hasSeveral = session.tenants.length > 1;
  return (
    <>
      <header className="m-head">
        <a className="m-head-brand" href="/">
          <img src="/mirante.svg" width={32} height={32} alt="" />
          Mirante
        </a>
        {running.length > 0 && (
          <button
            type="button"
            className="m-head-button"
            aria-label={t.runningLabel}
            onClick={() => void navigate('/operations?state=running')}
          >
            {t.running(running.length)}
          </button>
        )}
        {hasSeveral && (
          <Menu
            label={`${t.company}: ${company}`}
            items={session.tenants.map((one) => ({
              id: one.id,
              text: one.name,
              secondary: t.role[one.role],
              isDisabled: one.id === session.tenant,
            }))}
            onSelect={(id) => move.mutate(id)}
          >
            <span className="m-head-name">{company}</span>
          </Menu>
        )}
        <Menu
          label={t.person(session.user.name)}
          about={hasSeveral ? session.user.email : `${company} · ${session.user.email}`}
          items={[
            { id: 'profile', text: t.profile },
            ...(mayPause ? [{ id: 'pause', text: t.pause }] : []),
            ...themes.map(([id, text]) => ({ id, text, heading: t.theme, isChosen: wished === id })),
            { id: 'keys', text: t.help, heading: '' },
            { id: 'log-out', text: t.logOut, heading: '' },
          ]}
          onSelect={act}
        >
          <svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden>
            <circle cx="8" cy="4.5" r="3" />
            <path d="M2 15c0-3.3 2.7-5.5 6-5.5s6 2.2 6 5.5" />
          </svg>
          <span className="m-head-name m-head-person">{session.user.name}</span>
        </Menu>
      </header>
      {isPausing && (
        <Suspense fallback={null}>
          <BrakeDialog pause={null} onClose={() => setPausing(false)} />
        </Suspense>
      )}
    </>
  );
}
