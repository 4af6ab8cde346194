// The frame of pages before the login: set-up, login, invitation, new password.
import { Outlet } from 'react-router';
import { CloudscapeTexts } from './cloudscape-texts';
import { DemoBanner } from './demo-banner';
import { useFollowLinks } from './follow-links';

export function Frame() {
  useFollowLinks();
  return (
    <CloudscapeTexts>
      <DemoBanner />
      <main className="m-door">
        <div className="m-door-brand">
          <img src="/mirante.svg" width={36} height={36} alt="" />
          Mirante
        </div>
        <Outlet />
      </main>
    </CloudscapeTexts>
  );
}
