// One page: title, where it stands, its actions, its content.
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useEffect } from 'react';
import { type Crumb, useCrumbs } from '../app/shell';
import { shellText } from '../app/text';
import { useText } from '../text/language';
import { ScopeBar } from './scope-bar';

interface PageProps {
  title: string;
  /** The pages above this one. */
  above?: Crumb[];
  /** What this page is called after them, where its title is another one's name. */
  crumb?: string;
  inSettings?: boolean;
  description?: ReactNode;
  actions?: ReactNode;
  /** For pages whose only content is a table with a header of its own. */
  bare?: boolean;
  /** For pages about customers, accounts and regions that one can choose. */
  scoped?: boolean;
  children: ReactNode;
}

export function Page({
  title,
  above = [],
  crumb = title,
  inSettings,
  description,
  actions,
  bare,
  scoped,
  children,
}: PageProps) {
  const settings = { text: useText(shellText).settings, href: '/settings/accounts' };
  useCrumbs([...(inSettings ? [settings] : []), ...above, { text: crumb, href: '#' }]);
  useEffect(() => {
    document.title = `${title} · Mirante`;
  }, [title]);
  const scope = scoped && <ScopeBar />;
  if (bare)
    return (
      <SpaceBetween size="s">
        {scope}
        {children}
      </SpaceBetween>
    );
  return (
    <ContentLayout
      header={
        <SpaceBetween size="s">
          {scope}
          <Header variant="h1" description={description} actions={actions}>
            {title}
          </Header>
        </SpaceBetween>
      }
    >
      <SpaceBetween size="l">{children}</SpaceBetween>
    </ContentLayout>
  );
}
