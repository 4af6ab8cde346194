import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import { useLocation } from 'react-router';
import { useText } from '../text/language';
import { useScoped } from './scope';
import { type Permission, useSession } from './session';
import { shellText } from './text';

export function SideNav({ onFollow }: { onFollow: () => void }) {
  const t = useText(shellText);
  const { pathname } = useLocation();
  const { permissions } = useSession();
  const scoped = useScoped();
  const link = (text: string, href: string, needs?: Permission): SideNavigationProps.Link[] =>
    needs && !permissions.includes(needs) ? [] : [{ type: 'link', text, href }];
  const home = scoped('/');
  const servers = scoped('/servers');
  const databases = scoped('/databases');
  const operations = scoped('/operations');
  const items: SideNavigationProps.Item[] = [
    ...link(t.home, home),
    ...link(t.servers, servers),
    ...link(t.databases, databases),
    ...link(t.schedules, '/schedules'),
    ...link(t.operations, operations),
    ...link(t.audit, '/audit', 'audit.read'),
    { type: 'divider' },
    {
      type: 'section-group',
      title: t.settings,
      items: [
        ...link(t.accounts, '/settings/accounts'),
        ...link(t.customers, '/settings/customers'),
        ...link(t.members, '/settings/members', 'member.manage'),
        ...link(t.brakes, '/settings/brakes'),
        ...link(t.tokens, '/settings/tokens'),
        ...link(t.profile, '/settings/profile'),
        ...link(t.mail, '/settings/mail', 'member.manage'),
        ...link(t.about, '/settings/about'),
      ],
    },
  ];
  const here = pathname.startsWith('/settings/')
    ? pathname.split('/').slice(0, 3).join('/')
    : `/${pathname.split('/')[1]}`;
  const active = { '/': home, '/servers': servers, '/databases': databases, '/operations': operations }[here] ?? here;
  return <SideNavigation items={items} activeHref={active} onFollow={onFollow} />;
}
