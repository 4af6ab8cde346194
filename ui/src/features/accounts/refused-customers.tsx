// Above the customers, once: which of those named while the company was made are not there, and why.
import Alert from '@cloudscape-design/components/alert';
import { useLocation, useNavigate } from 'react-router';
import { useText } from '../../text/language';
import { ProblemWords } from '../../widgets/problem';
import type { RefusedCustomer } from './new-customers';
import { accountsText } from './text';

export function RefusedCustomers() {
  const t = useText(accountsText).customers;
  const here = useLocation();
  const navigate = useNavigate();
  const { refused = [] } = (here.state ?? {}) as { refused?: RefusedCustomer[] };
  if (refused.length === 0) return null;
  return (
    <Alert
      type="warning"
      header={t.refused(refused.length)}
      dismissible
      onDismiss={() => void navigate(here.pathname + here.search, { replace: true, state: null })}
    >
      <ul>
        {refused.map(({ name, problem }) => (
          <li key={name}>
            <b>{name}</b>: <ProblemWords problem={problem} />
          </li>
        ))}
      </ul>
    </Alert>
  );
}
