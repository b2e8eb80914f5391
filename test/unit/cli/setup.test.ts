import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { commandForPerson } from '../../../cli/setup/system-packages.mjs';
import { atLeast } from '../../../cli/setup/temporal-cli.mjs';

const needs = [
  { apt: 'redis-server', brew: 'redis' },
  { apt: 'fonts-noto-cjk', brew: 'font-noto-sans-cjk' },
];

test('root on Debian is asked for nothing', () => {
  expect(commandForPerson(needs, { platform: 'linux', isRoot: true, hasApt: true })).toBeUndefined();
});

test('everybody else on Debian gets one command that installs what is missing', () => {
  const command = commandForPerson(needs, { platform: 'linux', isRoot: false, hasApt: true });
  const installs = 'apt-get install -y --no-install-recommends redis-server fonts-noto-cjk';
  expect(command).toContain(`sudo sh -c 'apt-get update && ${installs}'`);
});

test('macOS gets the command of Homebrew', () => {
  const command = commandForPerson(needs, { platform: 'darwin', isRoot: false, hasApt: false });
  expect(command).toContain('brew install redis font-noto-sans-cjk');
});

test('versions are compared number by number', () => {
  expect(atLeast('1.31.2', [1, 31])).toBe(true);
  expect(atLeast('1.4.0', [1, 31])).toBe(false);
  expect(atLeast('2.0', [1, 31])).toBe(true);
  expect(atLeast('1.26', [1, 26, 4])).toBe(false);
  expect(atLeast(undefined, [1, 31])).toBe(false);
});

const lockSchema = z.object({
  packages: z.record(z.string(), z.looseObject({ optionalDependencies: z.record(z.string(), z.string()).optional() })),
});

// A registry that does not serve a package for another system leaves it out of the lock file, which `npm ci` then refuses.
test('package-lock.json names the packages of every system, so that npm ci accepts it', () => {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
  const absent = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !foldersAbove(path).some((folder) => `${folder}node_modules/${name}` in packages),
    ),
  );
  expect(absent).toEqual([]);
});

/** Where Node looks for what the package at `path` needs: node_modules/a/node_modules/b → it, a, the project. */
function foldersAbove(path: string): string[] {
  if (path === '') return [''];
  const end = path.lastIndexOf('node_modules/');
  return [`${path}/`, ...foldersAbove(end === -1 ? '' : path.slice(0, end).replace(/\/$/, ''))];
}
