/** The packages that package-lock.json pins, with what it says of each. */

import { readFileSync } from 'node:fs';
import { z } from 'zod';

export interface LockedPackage {
  name: string;
  version: string;
  /** SPDX; undefined where the lock does not say. */
  license: string | undefined;
  integrity: string | undefined;
  /** For which machines it is, where not for all: `linux x64`. npm leaves it out on others. */
  machines: string | undefined;
  /** Only our tests and tools use it. */
  dev: boolean;
}

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      integrity: z.string().optional(),
      os: z.array(z.string()).default([]),
      cpu: z.array(z.string()).default([]),
      dev: z.boolean().default(false),
      link: z.boolean().default(false),
    }),
  ),
});

export function lockedPackages(): LockedPackage[] {
  const text = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8');
  const { packages } = lockSchema.parse(JSON.parse(text));
  return Object.entries(packages).flatMap(([path, { version = '', license, integrity, os, cpu, dev, link }]) => {
    const [, name] = /.*node_modules\/(.+)$/.exec(path) ?? [];
    return name === undefined || link
      ? []
      : [{ name, version, license, integrity, machines: [...os, ...cpu].join(' ') || undefined, dev }];
  });
}
