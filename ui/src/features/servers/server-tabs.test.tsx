import { cleanup, render } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { afterEach, expect, it } from 'vitest';
import { LanguageProvider } from '../../text/language';
import type { ServerDetail } from './queries';
import { DisksTab } from './server-tabs';

afterEach(cleanup);

const disk = (id: string) => ({ DeviceName: `/dev/${id}`, Ebs: { VolumeId: id, DeleteOnTermination: true } });
const plain = {
  id: 'vol-1',
  size_gib: 40,
  type: 'st1',
  encrypted: false,
  kms_key: null,
  iops: null,
  throughput: null,
};

it('tells what a disk has none of from what no sweep has seen', () => {
  const server = {
    document: { BlockDeviceMappings: [disk('vol-1'), disk('vol-2')] },
    volumes: [plain],
  } as unknown as ServerDetail;
  const { container } = render(
    <LanguageProvider value="en">
      <MemoryRouter>
        <DisksTab server={server} />
      </MemoryRouter>
    </LanguageProvider>,
  );
  const [seen, unseen] = [...container.querySelectorAll('tbody tr')].map((row) =>
    [...row.children].slice(2, 7).map((cell) => cell.textContent),
  );

  expect(seen).toEqual(['40 GiB', 'st1', '–', 'no', '–']);
  expect(unseen).toEqual(['unknown', 'unknown', 'unknown', 'unknown', 'unknown']);
});
