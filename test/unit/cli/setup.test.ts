import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { commandForPerson, neededPackages } from '../../../cli/setup/system-packages.mjs';
import { atLeast, firstCli } from '../../../cli/setup/temporal-cli.mjs';

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

test('whoever runs the tests is told of everything in one command: programs, fonts, the browser, and what builds Temporal', () => {
  const all = neededPackages({ forTests: true, builds: true });
  const command = commandForPerson(all, { platform: 'linux', isRoot: false, hasApt: true }) ?? '';
  expect(command.match(/apt-get install/g)).toHaveLength(1);
  expect(command).toMatch(/ libreoffice-impress .* fonts-noto-core .* chromium python3-pip'$/);
});

test('a browser is asked for only by the tests, pip only where Temporal must be built', () => {
  const names = neededPackages({ forTests: false, builds: false }).map(({ apt }) => apt);
  expect(names).toContain('redis-server');
  expect(names).not.toContain('chromium');
  expect(names).not.toContain('python3-pip');
});

test('macOS gets the command of Homebrew', () => {
  const command = commandForPerson(needs, { platform: 'darwin', isRoot: false, hasApt: false });
  expect(command).toContain('brew install redis font-noto-sans-cjk');
});

test('the Temporal CLI is the one that is wished for, else that of PATH, else the kept one', () => {
  const [wished, onPath, kept] = ['/opt/temporal', '/usr/bin/temporal', '/cache/temporal'];
  const every = () => true;
  expect(firstCli({ wished, onPath, kept }, every)).toEqual({ path: wished, from: 'TEMPORAL_CLI' });
  expect(firstCli({ onPath, kept }, every)).toEqual({ path: onPath, from: 'PATH' });
  expect(firstCli({ kept }, every)).toEqual({ path: kept, from: 'cache' });
  expect(firstCli({}, every)).toBeUndefined();
});

test('a Temporal CLI of PATH that is too old is passed over, a wished one is not', () => {
  const [wished, onPath, kept] = ['/opt/temporal', '/usr/bin/temporal', '/cache/temporal'];
  const none = () => false;
  expect(firstCli({ onPath, kept }, none)).toEqual({ path: kept, from: 'cache' });
  expect(firstCli({ onPath }, none)).toBeUndefined();
  expect(() => firstCli({ wished, onPath, kept }, none)).toThrow('TEMPORAL_CLI=/opt/temporal');
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
