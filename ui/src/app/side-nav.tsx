import { useLocation } from 'react-router';
import { useText } from '../text/language';
import { useScoped } from './scope';
import { mayOpen, placeOf } from './pages';
import { useSession } from './session';
import { shellText } from './text';

interface Item {
  text: string;
  href: string;
}

export function SideNav() {
  const t = useText(shellText);
  const { pathname } = useLocation();
  const session = useSession();
  const scoped = useScoped();
  const link = (text: string, href: string): Item[] =>
    mayOpen(placeOf(href.split('?')[0]!).place, session) ? [{ text, href }] : [];
  const home = scoped('/');
  const servers = scoped('/servers');
  const databases = scoped('/databases');
  const operations = scoped('/operations');
  const audit = scoped('/audit');
  const groups: Item[][] = [
    [
      ...link(t.home, home),
      ...link(t.servers, servers),
      ...link(t.databases, databases),
      ...link(t.schedules, '/schedules'),
      ...link(t.operations, operations),
      ...link(t.audit, audit),
    ],
    [
      ...link(t.accounts, '/settings/accounts'),
      ...link(t.customers, '/settings/customers'),
      ...link(t.members, '/settings/members'),
      ...link(t.companies, '/settings/companies'),
      ...link(t.brakes, '/settings/brakes'),
      ...link(t.tokens, '/settings/tokens'),
      ...link(t.profile, '/settings/profile'),
      ...link(t.mail, '/settings/mail'),
      ...link(t.about, '/settings/about'),
    ],
  ];
  const here = pathname.startsWith('/settings/')
    ? pathname.split('/').slice(0, 3).join('/')
    : `/${pathname.split('/')[1]}`;
  const active =
    { '/': home, '/servers': servers, '/databases': databases, '/operations': operations, '/audit': audit }[here] ??
    here;
  const listOf = (items: Item[] = []) => (
    <ul>
      {items.map(({ text, href }) => (
        <li key={href}>
          <a href={href} aria-current={href === active ? 'page' : undefined}>
            {text}
          </a>
        </li>
      ))}
    </ul>
  );
  return (
    <>
      {listOf(groups[0])}
      <div className="m-nav-heading">{t.settings}</div>
      {listOf(groups[1])}
    </>
  );
}
