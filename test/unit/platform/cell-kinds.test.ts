import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { noNetworkLine, openLine, sandboxLine } from '../../../platform/cell-kinds.ts';

const place = { program: '/usr/bin/tool', args: ['--of', 'ours'], reads: ['/data/deck'], writes: ['/data/scratch/a'] };

test('a sandbox has namespaces of its own, no network, and sees what it is given at its own path', () => {
  const line = sandboxLine({ ...place, cwd: '/data/scratch/a', tmp: '/data/scratch/a/tmp' }).join(' ');
  for (const wall of ['--unshare-net', '--unshare-pid', '--unshare-user', '--cap-drop ALL', '--die-with-parent']) {
    expect(line).toContain(wall);
  }
  expect(line).toContain('--ro-bind /data/deck /data/deck');
  expect(line).toContain('--bind /data/scratch/a /data/scratch/a');
  expect(line).toContain('--bind /data/scratch/a/tmp /tmp');
  expect(line).toMatch(/--remount-ro \/ --chdir \/data\/scratch\/a -- .* \/usr\/bin\/tool --of ours$/);
  expect(line).not.toMatch(/--(ro-)?bind \/ |\/etc \/etc |--share-net/);
});

test('started by root, the program becomes a user who owns nothing', () => {
  expect(sandboxLine({ ...place, uid: 1_700_000_000 }).join(' ')).toMatch(
    /setpriv --reuid=1700000000 --regid=1700000000 --clear-groups -- \/usr\/bin\/tool --of ours$/,
  );
});

test('weaker cells keep their limits', () => {
  expect(noNetworkLine(place, { isRoot: false }).join(' ')).toMatch(
    /unshare --net --user .*ulimit.*\/usr\/bin\/tool --of ours$/,
  );
  expect(openLine(place).join(' ')).toMatch(
    /ulimit -c 0; ulimit -d 1730560; ulimit -f 8388608.*\/usr\/bin\/tool --of ours$/,
  );
});

test('no verb runs a program outside a cell', () => {
  const root = fileURLToPath(new URL('../../../activities', import.meta.url));
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const outside = sources.filter((name) => {
    const text = readFileSync(join(root, name), 'utf8');
    return [...text.matchAll(/runCommand\(/g)].some(
      ({ index }) => !/\bcell\b|\.\.\.options/.test(text.slice(index, index + 400)),
    );
  });
  expect(outside).toEqual([]);
});
