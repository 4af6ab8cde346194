import TopNavigation, { type TopNavigationProps } from '@cloudscape-design/components/top-navigation';
import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useNavigate } from 'react-router';
import { api, must } from '../api/client';
import { asProblem } from '../api/problem';
import { problemText } from '../api/problem-text';
import { useLanguage, useText } from '../text/language';
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
  const utilities: TopNavigationProps.Utility[] = [];
  if (running.length > 0)
    utilities.push({
      type: 'button',
      iconName: 'status-in-progress',
      text: t.running(running.length),
      ariaLabel: t.runningLabel,
      disableTextCollapse: true,
      onClick: () => void navigate('/operations?state=running'),
    });
  if (session.tenants.length > 1)
    utilities.push({
      type: 'menu-dropdown',
      iconName: 'multiscreen',
      text: company,
      ariaLabel: `${t.company}: ${company}`,
      onItemClick: ({ detail }) => detail.id !== session.tenant && move.mutate(detail.id),
      items: session.tenants.map((one) => ({
        id: one.id,
        text: one.name,
        secondaryText: t.role[one.role],
        disabled: one.id === session.tenant,
      })),
    });
  utilities.push({
    type: 'menu-dropdown',
    iconName: 'user-profile',
    text: session.user.name,
    description: session.tenants.length > 1 ? session.user.email : `${company} · ${session.user.email}`,
    ariaLabel: t.person(session.user.name),
    onItemClick: ({ detail }) => {
      if (detail.id === 'log-out') leave.mutate();
      else if (detail.id === 'keys') askForKeysHelp();
      else if (detail.id === 'pause') setPausing(true);
      else if (detail.id === 'profile') void navigate('/settings/profile');
      else {
        setTheme(detail.id as Theme);
        setWished(detail.id as Theme);
      }
    },
    items: [
      { id: 'profile', text: t.profile, iconName: 'user-profile' },
      ...(mayPause ? [{ id: 'pause', text: t.pause, iconName: 'status-stopped' as const }] : []),
      {
        id: 'theme',
        text: t.theme,
        items: themes.map(([id, text]) => ({
          id,
          text,
          itemType: 'checkbox' as const,
          checked: wished === id,
        })),
      },
      { id: 'keys', text: t.help, iconName: 'keyboard' },
      { id: 'log-out', text: t.logOut },
    ],
  });
  return (
    <>
      <TopNavigation
        identity={{
          href: '/',
          title: 'Mirante',
          // Cloudscape makes it an image by role, which must have a name, and not the one beside it.
          logo: { src: '/mirante.svg', alt: t.logo },
        }}
        utilities={utilities}
        i18nStrings={{ overflowMenuTriggerText: t.more, overflowMenuTitleText: t.more }}
      />
      {isPausing && (
        <Suspense fallback={null}>
          <BrakeDialog pause={null} onClose={() => setPausing(false)} />
        </Suspense>
      )}
    </>
  );
}
