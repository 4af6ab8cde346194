// One page: title, where it stands, its actions, its content.
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useEffect } from 'react';
import { type Crumb, useCrumbs } from '../app/shell';

interface PageProps {
  title: string;
  crumbs?: Crumb[];
  description?: ReactNode;
  actions?: ReactNode;
  /** For pages whose only content is a table with a header of its own. */
  bare?: boolean;
  children: ReactNode;
}

export function Page({ title, crumbs, description, actions, bare = false, children }: PageProps) {
  useCrumbs(crumbs ?? [{ text: title, href: '#' }]);
  useEffect(() => {
    document.title = `${title} · Mirante`;
  }, [title]);
  if (bare) return <SpaceBetween size="s">{children}</SpaceBetween>;
  return (
    <ContentLayout
      header={
        <Header variant="h1" description={description} actions={actions}>
          {title}
        </Header>
      }
    >
      <SpaceBetween size="l">{children}</SpaceBetween>
    </ContentLayout>
  );
}
