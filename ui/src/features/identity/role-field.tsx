import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import type { Schemas } from '../../api/client';
import { shellText } from '../../app/text';
import { useText } from '../../text/language';
import { identityText } from './text';

type Role = Schemas['Role'];

export const allRoles: Role[] = ['viewer', 'operator', 'admin'];

/** A token can never do more than its maker. */
export function rolesUpTo(own: Role): Role[] {
  return allRoles.slice(0, allRoles.indexOf(own) + 1);
}

interface RoleFieldProps {
  roles?: Role[];
  value: Role;
  onChange: (role: Role) => void;
  error?: string | undefined;
}

export function RoleField({ roles = allRoles, value, onChange, error }: RoleFieldProps) {
  const names = useText(shellText).role;
  const t = useText(identityText).members;
  return (
    <FormField label={t.role} errorText={error} stretch>
      <RadioGroup
        value={value}
        onChange={({ detail }) => onChange(detail.value as Role)}
        items={roles.map((role) => ({ value: role, label: names[role], description: t.roles[role] }))}
      />
    </FormField>
  );
}
